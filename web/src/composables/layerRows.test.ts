import { describe, expect, test } from 'vitest';

import type { Correlation, Correlations, Layer, Layers } from '@/api/types';

import { barRows, isSure, knownMeasures, ranked, reachOf, reachOfRanked } from './layerRows';

const cell = (r: number | null, low: number | null = null, high: number | null = null): Correlation => ({ r, low, high, customers: 10 });
const layer = (rows: number, isOrdered: boolean): Layer => ({
  name: 'city', text: 'City', is_ordered: isOrdered, values: rows,
  rows: Array.from({ length: rows }, (_, i) => ({ kind: 'value', value: String(i), text: String(i), customers: 1, share: 1 / rows, measures: [] })),
});
const correlations: Correlations = {
  columns: [{ name: 'assets', text: 'Assets' }, { name: 'age', text: 'Age' }, { name: 'opens', text: 'Opens' }, { name: 'none', text: 'None' }],
  pearson: [[cell(1), cell(0.1), cell(-0.4), cell(null)], [cell(0.1), cell(1), cell(0.2), cell(null)], [cell(-0.4), cell(0.2), cell(1), cell(null)], [cell(null), cell(null), cell(null), cell(null)]],
  spearman: [[cell(1), cell(0.6), cell(-0.2), cell(null)], [cell(0.6), cell(1), cell(0), cell(null)], [cell(-0.2), cell(0), cell(1), cell(null)], [cell(null), cell(null), cell(null), cell(null)]],
};

describe('rows of a layer', () => {
  test('an order of its own is shown whole, of others the largest', () => {
    expect(barRows(layer(20, true))).toHaveLength(20);
    expect(barRows(layer(20, false)).map((r) => r.value)).toEqual(Array.from({ length: 15 }, (_, i) => String(i)));
    expect(barRows(layer(16, false))).toHaveLength(16); // one line more is shorter than what would say that there is one
  });
  test('a measure that nobody has a value of is not offered', () => {
    const measure = { name: 'm', text: 'm', kind: 'mean', format: 'number' } as const;
    expect(knownMeasures({ measures: [{ ...measure, everybody: 1 }, { ...measure, everybody: null }, { ...measure, everybody: 0 }] } as unknown as Layers)).toEqual([0, 2]);
  });
});

describe('correlations', () => {
  test('the strongest first, whatever its sign', () => {
    expect(ranked(correlations, 'pearson').map((c) => c.name)).toEqual(['opens', 'age', 'none']);
    expect(ranked(correlations, 'spearman').map((c) => c.name)).toEqual(['age', 'opens', 'none']);
  });
  test('the scale has room for all but a column with itself', () => {
    expect(reachOf(correlations, 'pearson')).toBe(0.5);
    expect(reachOf(correlations, 'spearman')).toBe(1);
  });
  test('bars have room for their intervals', () => {
    expect(reachOfRanked([{ name: '', text: '', cell: cell(0.3, 0.21, 0.42) }])).toBe(0.5);
    expect(reachOfRanked([{ name: '', text: '', cell: cell(null) }])).toBe(0.2);
  });
  test('sure is what has an interval without 0', () => {
    expect([cell(0.2, 0.1, 0.3), cell(-0.2, -0.3, -0.1), cell(0.1, -0.1, 0.3), cell(null)].map(isSure)).toEqual([true, true, false, false]);
  });
});
