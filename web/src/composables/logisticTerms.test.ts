import { describe, expect, it } from 'vitest';

import type { LogisticTerm } from '@/api/types';

import { isSure, ratioAxis, shownTerms } from './logisticTerms';

const term = (label: string | null, coefficient: number | null, deviation = 1, spread = 0.1): LogisticTerm => ({
  name: label ?? '(intercept)', label, step: label, feature: label, deviation, coefficient, standard_error: spread / 1.96,
  low: coefficient === null ? null : coefficient - spread, high: coefficient === null ? null : coefficient + spread, z: 1, p: 0.1,
});

describe('shownTerms', () => {
  it('takes one step of each term, the strongest first, without the intercept', () => {
    const shown = shownTerms([term(null, -3), term('visits', 0.05), term('assets', 0.000002, 500_000, 1e-7), term('gone', null)]);
    expect(shown.map((t) => t.name)).toEqual(['assets', 'visits']);
    expect(shown[0]!.ratio).toBeCloseTo(Math.exp(1), 9);
    expect(shown[0]!.low).toBeCloseTo(Math.exp(0.95), 9);
    expect(shown.map(isSure)).toEqual([true, false]);
  });
});

describe('ratioAxis', () => {
  it('holds what there is on either side of 1 and is not stretched by one wide interval', () => {
    expect(ratioAxis(shownTerms([term('a', Math.log(2), 1, 0.1), term('b', 0.1, 1, 9)]))).toEqual({ low: -2, high: 2 });
    expect(ratioAxis(shownTerms([term('a', Math.log(1 / 5), 1, 0.1), term('b', 0.1)]))).toEqual({ low: -3, high: 1 });
  });
  it('has room where nothing has an effect', () => {
    expect(ratioAxis([])).toEqual({ low: -1, high: 1 });
  });
});
