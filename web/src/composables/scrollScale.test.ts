import { describe, expect, it } from 'vitest';

import { kHighest, rowsInView, scrollScale } from './scrollScale';

const rowHeight = 36;
const view = 610;

describe('scrollScale', () => {
  it('is plain for few rows', () => {
    const scale = scrollScale(1000, rowHeight, view);
    expect(scale).toMatchObject({ stretched: false, height: 36_000, most: 36_000 - view });
    expect([scale.top(0), scale.top(123.5), scale.top(99_999)]).toEqual([0, 123.5, 36_000 - view]);
  });
  it.each([1_000_000, 1_048_576, 20_000_000])('shows the first and the last of %i rows exactly', (rows) => {
    const scale = scrollScale(rows, rowHeight, view);
    expect(scale.height).toBe(kHighest);
    expect(rowsInView(scale.top(0), view, rowHeight, rows).first).toBe(0);
    for (const short of [0, 0.4, 0.9]) {
      const top = scale.top(kHighest - view - short);
      expect(top + view).toBe(rows * rowHeight); // the last row stands at the bottom, to the pixel
      expect(rowsInView(top, view, rowHeight, rows).last).toBe(rows);
    }
  });
  it('goes there and back', () => {
    const scale = scrollScale(1_000_000, rowHeight, view);
    for (const top of [0, 36, 17_999_964, scale.most - 36, scale.most]) expect(scale.top(scale.scrollTop(top))).toBeCloseTo(top, 4);
  });
  it('keeps within the rows', () => {
    const scale = scrollScale(1_000_000, rowHeight, view);
    expect([scale.top(-50), scale.top(1e9), scale.scrollTop(-1), scale.scrollTop(1e12)]).toEqual([0, scale.most, 0, kHighest - view]);
  });
  it('does without rows, and with fewer than the view holds', () => {
    expect(scrollScale(0, rowHeight, view)).toMatchObject({ height: 0, most: 0 });
    expect(rowsInView(0, view, rowHeight, 0)).toEqual({ first: 0, last: 0 });
    expect(rowsInView(scrollScale(3, rowHeight, view).top(10), view, rowHeight, 3)).toEqual({ first: 0, last: 3 });
  });
});
