import { describe, expect, it } from 'vitest';

import { calibrationAxis, niceCeiling, place } from './calibration';

const bin = (mean: number, observed: number) => ({ mean, observed, low: observed * 0.8, high: Math.min(1, observed * 1.2), count: 100 });

describe('calibrationAxis', () => {
  it('shows 0 to 1 where the bins fill it', () => {
    expect(calibrationAxis([bin(0.1, 0.12), bin(0.4, 0.38), bin(0.8, 0.83)])).toEqual({ kind: 'linear', low: 0, high: 1 });
  });
  it('zooms in where all chances are small', () => {
    expect(calibrationAxis([bin(0.01, 0.012), bin(0.02, 0.018), bin(0.04, 0.05)])).toEqual({ kind: 'linear', low: 0, high: 0.06 });
  });
  it('is not shrunk by one wide interval', () => {
    expect(calibrationAxis([bin(0.01, 0.012), { mean: 0.02, observed: 0.02, low: 0, high: 0.9, count: 2 }]).high).toBe(0.04);
  });
  it('is logarithmic over decades of small chances', () => {
    expect(calibrationAxis([bin(0.0004, 0), bin(0.002, 0.003), bin(0.01, 0.012), bin(0.31, 0.28)])).toEqual({ kind: 'log', low: 0.0001, high: 0.4 });
  });
  it('stays linear over decades where most chances are large', () => {
    expect(calibrationAxis([bin(0.004, 0.004), bin(0.5, 0.5), bin(0.7, 0.7), bin(0.9, 0.9)]).kind).toBe('linear');
  });
  it('has an axis without bins', () => {
    expect(calibrationAxis([])).toEqual({ kind: 'linear', low: 0, high: 1 });
    expect(calibrationAxis([bin(0, 0)])).toEqual({ kind: 'linear', low: 0, high: 1 });
  });
});

describe('niceCeiling', () => {
  it('goes up to a round number', () => {
    expect([0.011, 0.02, 0.3, 0.7, 1].map(niceCeiling)).toEqual([0.02, 0.02, 0.3, 0.8, 1]);
  });
});

describe('place', () => {
  it('keeps what is outside at the edge', () => {
    const axis = { kind: 'log', low: 0.001, high: 0.5 } as const;
    expect([0, 0.01, 0.9].map((v) => place(v, axis))).toEqual([0.001, 0.01, 0.5]);
  });
});
