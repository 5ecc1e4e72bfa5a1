import { describe, expect, it } from 'vitest';

import type { TaskCurves } from '@/api/types';

import { compareModels, whiskerAxis, writeDifference, writeP } from './taskMetrics';

const of = (value: number) => ({ value, low: value - 0.01, high: value + 0.01 });
const curves = (name: string, auc: number, brier: number): TaskCurves => ({
  name, auc: of(auc), average_precision: of(0.3), log_loss: of(0.12), brier: of(brier), ece: { value: null, low: null, high: null },
  ks: { distance: 0.6, threshold: 0.05 }, roc: [], precision_recall: [], gain: [], ks_curve: [], calibration: [],
});

describe('compareModels', () => {
  const [a, b] = [curves('lightgbm', 0.88, 0.033), curves('tree', 0.82, 0.032)];
  const pairs = [{ a: 'lightgbm', b: 'tree', difference: { value: 0.06, low: 0.03, high: 0.09 }, p: 0.01 }];
  it('says which is better, less being better for losses', () => {
    const rows = compareModels(a, b, pairs);
    expect(rows.map((r) => [r.metric, r.better])).toEqual([
      ['auc', 'a'], ['average_precision', null], ['ks', null], ['log_loss', null], ['brier', 'b'], ['ece', null],
    ]);
    expect(rows[5]!.difference).toBeNull();
  });
  it('turns the test of a pair with the order asked for', () => {
    expect(compareModels(a, b, pairs)[0]).toMatchObject({ p: 0.01, interval: { low: 0.03, high: 0.09 } });
    expect(compareModels(b, a, pairs)[0]).toMatchObject({ p: 0.01, interval: { value: -0.06, low: -0.09, high: -0.03 }, better: 'b' });
  });
  it('has no test where none was made', () => {
    expect(compareModels(a, b, [])[0]).toMatchObject({ p: null, interval: null });
  });
});

describe('figures', () => {
  it('writes differences with their sign', () => {
    expect([writeDifference('auc', 0.0203), writeDifference('auc', -0.0203), writeDifference('auc', 0.00001)]).toEqual(['+0.0203', '−0.0203', '±0']);
  });
  it('writes small p as less than', () => {
    expect([writeP(0.00004), writeP(0.0104)]).toEqual(['< 0.001', '0.010']);
  });
  it('lets the axis hold all whiskers and what was asked for', () => {
    expect(whiskerAxis([{ value: 0.88, low: 0.86, high: 0.9 }], 0.95)).toEqual({ low: 0.85, high: 0.96 });
    expect(whiskerAxis([{ value: 0.999, low: null, high: null }], null)).toEqual({ low: 0.99, high: 1 });
    expect(whiskerAxis([{ value: null, low: null, high: null }], null)).toEqual({ low: 0.5, high: 1 });
  });
});
