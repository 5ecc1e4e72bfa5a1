import { expect, test } from 'vitest';

import { placeTiles } from './dashboardLayout';

test('tiles stand in order, side by side, and fill what higher ones leave', () => {
  const { places, rows } = placeTiles([{ span: 6, height: 1 }, { span: 6, height: 3 }, { span: 3, height: 2 }, { span: 3, height: 2 }, { span: 12, height: 1 }]);
  expect(places.map((p) => [p.left, p.top])).toEqual([[0, 0], [6, 0], [0, 1], [3, 1], [0, 3]]);
  expect(rows).toBe(4);
});

test('no two tiles overlap, whatever their sizes', () => {
  let seed = 7;
  const next = (n: number): number => ((seed = (seed * 48271) % 2147483647) % n) + 1;
  const tiles = Array.from({ length: 60 }, () => ({ span: next(12), height: next(4) }));
  const { places, rows } = placeTiles(tiles);
  const seen = new Set<string>();
  for (const p of places) {
    expect(p.left + p.width).toBeLessThanOrEqual(12);
    expect(p.top + p.height).toBeLessThanOrEqual(rows);
    for (let y = 0; y < p.height; ++y) for (let x = 0; x < p.width; ++x) {
      const cell = `${p.left + x},${p.top + y}`;
      expect(seen.has(cell)).toBe(false);
      seen.add(cell);
    }
  }
});

test('no tiles, no rows', () => expect(placeTiles([])).toEqual({ places: [], rows: 0 }));
