import { expect, test } from 'vitest';

import type { Cell, DashboardChart } from '@/api/types';

import { changeOf, drillColumn, gaugeOf, gridOf, readingOf, shortLabels, trailPoints } from './dashboardRows';

const chart = (columns: string[], rows: Cell[][]): DashboardChart => ({ name: 'c', version: 1, missing: null, columns, rows });

test('a number has its change and its trail, the newest first in the rows', () => {
  const reading = readingOf(chart(['day', 'n'], [['2025-03-02', 12], ['2025-03-01', 10], ['2025-02-28', null], ['2025-02-27', 4]]));
  expect(reading).toEqual({ value: 12, before: 10, label: '2025-03-02', trail: [4, 10, 12] });
  expect(changeOf(reading)).toBeCloseTo(0.2);
  expect(readingOf(chart(['n'], [[7]]))).toEqual({ value: 7, before: null, label: '', trail: [7] });
  expect(readingOf(chart(['n'], [])).value).toBeNull();
  expect(changeOf({ value: 5, before: 0, label: '', trail: [] })).toBeNull();
  expect(changeOf({ value: -5, before: -10, label: '', trail: [] })).toBe(0.5);
});

test('series come as rows or as columns', () => {
  const long = gridOf(chart(['month', 'level', 'n'], [['2025-02-01', 'a', 1], ['2025-03-01', 'a', 2], ['2025-01-01', 'b', 3]]));
  expect(long.labels).toEqual(['2025-01-01', '2025-02-01', '2025-03-01']);
  expect(long.series).toEqual([{ name: 'a', isColumn: false, values: [null, 1, 2] }, { name: 'b', isColumn: false, values: [3, null, null] }]);
  expect([long.seriesColumn, long.valueColumns]).toEqual(['level', ['n']]);
  const wide = gridOf(chart(['source', 'online', 'o2o'], [['x', 0.5, 0.1], ['y', null, 0.2]]));
  expect(wide.labels).toEqual(['x', 'y']);
  expect(wide.series).toEqual([{ name: 'online', isColumn: true, values: [0.5, null] }, { name: 'o2o', isColumn: true, values: [0.1, 0.2] }]);
  expect(wide.seriesColumn).toBe('');
  expect(gridOf(chart(['a', 'b'], [])).labels).toEqual([]);
});

test('a click chooses the value of the column called as the filter', () => {
  expect(drillColumn(chart(['day', 'family', 'n'], []), 'family')).toBe(1);
  expect(drillColumn(chart(['city', 'n'], []), 'town')).toBe(0);
});

test('gauges stay within their ends and know their band', () => {
  const info = { low: 0, high: 2, thresholds: [0.5, 1] };
  expect(gaugeOf(info, 0.4)).toEqual({ share: 0.2, band: 0 });
  expect(gaugeOf(info, 1)).toEqual({ share: 0.5, band: 2 });
  expect(gaugeOf(info, 9)).toEqual({ share: 1, band: 2 });
  expect(gaugeOf(info, -9)).toEqual({ share: 0, band: 0 });
});

test('a trail fills its box', () => {
  expect(trailPoints([1, 3, 2])).toEqual([[0, 100], [50, 0], [100, 50]]);
  expect(trailPoints([5, 5])).toEqual([[0, 50], [100, 50]]);
  expect(trailPoints([5])).toEqual([[50, 50]]);
});

test('days and months are short, other labels stay', () => {
  expect(shortLabels(['2025-03-01', '2025-03-02'], 'en-GB')).toEqual(['01/03', '02/03']);
  expect(shortLabels(['2025-02-01', '2025-03-01'], 'en-GB')).toEqual(['02/2025', '03/2025']);
  expect(shortLabels(['一線', '2025-03-01'], 'en-GB')).toEqual(['一線', '2025-03-01']);
  expect(shortLabels([], 'en-GB')).toEqual([]);
});
