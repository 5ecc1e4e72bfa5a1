import { describe, expect, it } from 'vitest';

import type { Condition, ResultColumn } from '@/api/types';

import { conditionOf, draftOf, fromInputTime, operatorsOf, toInputTime } from './conditionDraft';

const column = (type: ResultColumn['type']): ResultColumn => ({ name: 'c', type, facet: false });

describe('a condition being edited', () => {
  it.each<[ResultColumn['type'], Condition]>([
    ['set', { column: 'c', op: 'not_in', values: ['a', null] }],
    ['number', { column: 'c', op: 'between', low: 0 }],
    ['number', { column: 'c', op: 'between', low: 0.1, high: 0.1 }],
    ['time', { column: 'c', op: 'between', high: '2025-03-01 00:00:00' }],
    ['text', { column: 'c', op: 'begins', text: 'A' }],
    ['flag', { column: 'c', op: 'not_empty' }],
  ])('of type %s comes back as it was', (type, condition) => expect(conditionOf(draftOf(column(type), condition))).toEqual(condition));
  it.each<ResultColumn['type']>(['set', 'number', 'integer', 'time', 'text', 'flag'])('of type %s is none at first', (type) => {
    const draft = draftOf(column(type));
    expect(conditionOf(draft)).toBeNull();
    expect(operatorsOf(type)).toContain(draft.op);
  });
  it('is none when its bounds are the wrong way round', () => {
    expect(conditionOf({ ...draftOf(column('number')), low: 2, high: 1 })).toBeNull();
    expect(conditionOf({ ...draftOf(column('time')), low: '2025-03-02 00:00:00', high: '2025-03-01 00:00:00' })).toBeNull();
  });
});

it('times go to their input and back', () => {
  expect(toInputTime('2025-03-01 12:03:11')).toBe('2025-03-01T12:03');
  expect(fromInputTime('2025-03-01T12:03')).toBe('2025-03-01 12:03:00');
  expect([fromInputTime(''), toInputTime(undefined)]).toEqual([undefined, '']);
});
