import { expect, test } from 'vitest';

import { safeNext, tokenOf } from './signInAddress';

test('goes to paths of this site only', () => {
  expect(safeNext('/results/7?filter=a#b')).toBe('/results/7?filter=a#b');
  for (const bad of ['//evil.example', '/\\evil.example', '/\t/evil.example', 'https://evil.example/', 'javascript:alert(1)', '/./ /evil', '/signin', '/.//evil.example', '', undefined, ['/a']])
    expect(safeNext(bad)).toMatch(/^\/(?![/\\])/);
  expect(safeNext('//evil.example')).toBe('/');
  expect(safeNext('/.//evil.example')).toBe('/');
});

test('takes the token from a pasted address', () => {
  expect(tokenOf(' abc-_1 ')).toBe('abc-_1');
  expect(tokenOf('http://127.0.0.1:8080/signin#token=abc-_1')).toBe('abc-_1');
});
