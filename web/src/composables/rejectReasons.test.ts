import { expect, test } from 'vitest';

import { reasonKey } from './rejectReasons';

test('knows the reasons of the server, with what they name', () => {
  expect(reasonKey('not a time')).toEqual({ key: 'notTime', named: {} });
  expect(reasonKey('less than 0')).toEqual({ key: 'less', named: { limit: '0' } });
  expect(reasonKey('not valid UTF-8')).toEqual({ key: 'encoding', named: { encoding: 'UTF-8' } });
  expect(reasonKey('1 field where the header has 10')).toEqual({ key: 'fields', named: { found: '1', expected: '10' } });
  expect(reasonKey('something new')).toBeNull();
});
