import { describe, expect, it } from 'vitest';

import type { Filter } from '@/api/types';

import { chosenRange, chosenValues, filterText, nextSort, parseFilter, parseSort, sortText, toggleRange, toggleValue, toggleValues, withoutColumns } from './filterConditions';

const none: Filter = { all: [] };

describe('a filter in an address', () => {
  it('comes back as it went', () => {
    const filter: Filter = {
      all: [
        { column: 'strategy', op: 'in', values: ['彈窗, "quoted" & more', null, 3, true] },
        { column: 'p', op: 'between', low: 0, high: 0.25 },
        { column: 't', op: 'between', low: '2025-03-01 00:00:00' },
        { column: 'id', op: 'contains', text: '100%_' },
        { column: '-2_action', op: 'empty' },
      ],
    };
    const query = new URLSearchParams({ filter: filterText(filter) ?? '' }).toString();
    expect(parseFilter(new URLSearchParams(query).get('filter'))).toEqual(filter);
  });
  it('is left out without conditions', () => expect(filterText(none)).toBeUndefined());
  it.each([undefined, null, '', '[]', '{', '{"all":3}', '"x"', 'null'])('is none where %j stands', (text) => expect(parseFilter(text)).toEqual(none));
  it('leaves out what is no condition', () => {
    const text = JSON.stringify({
      all: [3, null, { column: 1, op: 'empty' }, { column: 'a', op: 'drop' }, { column: 'a', op: 'in', values: [] }, { column: 'a', op: 'in', values: [{}] },
        { column: 'a', op: 'between' }, { column: 'a', op: 'begins' }, { column: 'a', op: 'not_empty', extra: 1 }],
    });
    expect(parseFilter(text)).toEqual({ all: [{ column: 'a', op: 'not_empty' }] });
  });
});

describe('a sort in an address', () => {
  const columns = ['a', 'b', '-2_action'];
  it('comes back as it went, also for names that begin with a dash', () => {
    const keys = [{ column: '-2_action', descending: false }, { column: 'a', descending: true }];
    expect(parseSort(sortText(keys), columns)).toEqual(keys);
    expect(parseSort('--2_action', columns)).toEqual([{ column: '-2_action', descending: true }]);
  });
  it('forgets columns that the result has not', () => expect(parseSort('x,-y,b', columns)).toEqual([{ column: 'b', descending: false }]));
  it('goes up, down and away', () => {
    const up = nextSort([], 'a', false);
    const down = nextSort(up, 'a', false);
    expect([up, down, nextSort(down, 'a', false)]).toEqual([[{ column: 'a', descending: false }], [{ column: 'a', descending: true }], []]);
  });
  it('keeps the order of the others when one is added or turned', () => {
    const both = nextSort(nextSort([], 'a', false), 'b', true);
    expect(sortText(both)).toBe('a,b');
    expect(sortText(nextSort(both, 'a', true))).toBe('-a,b');
    expect(sortText(nextSort(nextSort(both, 'a', true), 'a', true))).toBe('b');
    expect(sortText(nextSort(both, 'b', false))).toBe('-b');
  });
});

describe('clicks on charts', () => {
  it('a bar adds its value, then takes it away, and leaves the rest alone', () => {
    const other: Filter = { all: [{ column: 'a', op: 'not_empty' }] };
    const one = toggleValue(other, 'a', 'x');
    const two = toggleValue(one, 'a', null);
    expect(chosenValues(two, 'a')).toEqual(['x', null]);
    expect(toggleValue(toggleValue(two, 'a', 'x'), 'a', null)).toEqual(other);
  });
  it('a cell chooses both its values, and frees both', () => {
    const pairs: [string, number][] = [['hour', 0], ['weekday', 7]];
    const cell = toggleValues(none, pairs);
    expect(cell.all).toEqual([{ column: 'hour', op: 'in', values: [0] }, { column: 'weekday', op: 'in', values: [7] }]);
    expect(toggleValues(cell, pairs)).toEqual(none);
    expect(chosenValues(toggleValues(cell, [['hour', 1], ['weekday', 7]]), 'hour')).toEqual([1]);
  });
  it('a bin chooses its range, widens it by its neighbours, and frees it', () => {
    const first = toggleRange(none, 'p', 0.2, 0.3);
    const wider = toggleRange(toggleRange(first, 'p', 0.3, 0.4), 'p', 0.1, 0.2);
    expect(chosenRange(wider, 'p')).toEqual({ column: 'p', op: 'between', low: 0.1, high: 0.4 });
    expect(chosenRange(toggleRange(wider, 'p', 0.8, 0.9), 'p')).toMatchObject({ low: 0.8, high: 0.9 });
    expect(toggleRange(first, 'p', 0.2, 0.3)).toEqual(none);
  });
  it('do not narrow the chart that was clicked', () => {
    const filter = toggleValue(toggleValue(none, 'a', 1), 'b', 2);
    expect(withoutColumns(filter, ['a']).all.map((c) => c.column)).toEqual(['b']);
  });
});
