import { describe, expect, test } from 'vitest';

import type { SegmentFeature, Segments } from '@/api/types';

import { parseFilter } from './filterConditions';
import { differences, listOf, movesOf, stayed, telling } from './segmentProfiles';

const column = (name: string) => ({ name, column: name, tells: true, mean: 1, median: 1, known: 10 });
const feature = (difference: number | null): SegmentFeature => ({ name: '', mean: 2, median: 2, lift: 2, difference, known: 5 });
const segments: Segments = {
  run: 1, month: '2025-12', customers: 10, evidence: { asked: 2 }, seconds: 1, moves: null,
  columns: ['assets', 'age', 'opens', 'none'].map(column),
  segments: [{ id: 'wealthy', name: 'Wealthy', strategy: 'Call', customers: 4, share: 0.4, probability: null, features: [feature(0.3), feature(-1.2), feature(0.1), feature(null)] }],
};
const moves = { from: '2025-11', to: '2025-12', counts: [[8, 2, 0], [1, 9, 0], [3, 0, 0]] };

describe('profiles', () => {
  test('the farthest from everybody first, without what is not known', () => {
    expect(differences(segments, segments.segments[0]!).map((d) => d.column.column)).toEqual(['age', 'assets', 'opens']);
  });
  test('what is near the average tells nothing', () => {
    expect(telling(segments, segments.segments[0]!).map((d) => d.column.column)).toEqual(['age', 'assets']);
  });
});

describe('moves', () => {
  test('those who stayed are no move', () => {
    expect(movesOf(moves)).toEqual([{ from: 0, to: 1, customers: 2 }, { from: 1, to: 0, customers: 1 }, { from: 2, to: 0, customers: 3 }]);
  });
  test('the share that stayed', () => {
    expect(stayed(moves, 0)).toBe(0.8);
    expect(stayed(moves, 1)).toBe(0.9);
    expect(stayed({ ...moves, counts: [[0, 0, 0]] }, 0)).toBeNull();
  });
});

test('the list is asked for the segment by its id', () => {
  const { path, query } = listOf(segments.segments[0]!);
  expect(path).toBe('/results');
  expect(parseFilter(query.filter)).toEqual({ all: [{ column: 'segment', op: 'in', values: ['wealthy'] }] });
});
