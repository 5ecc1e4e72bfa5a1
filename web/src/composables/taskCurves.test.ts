import { describe, expect, it } from 'vitest';

import type { TaskCurves } from '@/api/types';

import { colorOfModel, curveKinds, curveOption, ksModels, type CurveContext } from './taskCurves';

const none = { value: null, low: null, high: null };
const curves = (name: string): TaskCurves => ({
  name, auc: none, average_precision: none, log_loss: none, brier: none, ece: none, ks: { distance: 0.5, threshold: 0.2 },
  roc: [[0, 0, null], [0.1, 0.6, 0.2], [1, 1, 0]], precision_recall: [[0.01, 1, 0.9], [0.5, 0.4, 0.2], [1, 0.1, 0]],
  gain: [[0.5, 0.9, 1.8], [1, 1, 1]], ks_curve: [[0.9, 0.1, 0], [0.2, 0.7, 0.2], [0, 1, 1]],
  calibration: [{ mean: 0.05, observed: 0.04, low: 0.02, high: 0.07, count: 100 }, { mean: 0.4, observed: 0.5, low: 0.3, high: 0.7, count: 100 }],
});
const context = (models: string[]): CurveContext => ({
  models: models.map(curves), positives: 0.1, found: 100, name: (m) => `<${m}>`, color: () => '#123456', secondary: '#999', word: (key) => key,
});
interface Series { name: string; data: number[][]; lineStyle?: { type?: string } }
const seriesOf = (option: Record<string, unknown>): Series[] => option.series as Series[];
interface Tip { formatter: (items: object[]) => string }

describe('curveOption', () => {
  it('draws every curve of every model beside its guide', () => {
    for (const kind of ['roc', 'precision_recall', 'gain', 'lift'] as const) {
      expect(seriesOf(curveOption(kind, context(['lightgbm', 'tree', 'logistic']))).map((s) => s.name)).toEqual(['', '<lightgbm>', '<tree>', '<logistic>']);
    }
  });
  it('leaves out a precision of a few customers', () => {
    expect(seriesOf(curveOption('precision_recall', context(['tree'])))[1]!.data.map((p) => p[0])).toEqual([0.5, 1]);
  });
  it('draws intervals of the calibration for two models at most', () => {
    expect(seriesOf(curveOption('calibration', context(['tree', 'logistic'])))).toHaveLength(5);
    expect(seriesOf(curveOption('calibration', context(['a', 'b', 'c'])))).toHaveLength(4);
  });
  it('draws KS of one model, or of the two that are compared, with the widest gap', () => {
    expect(ksModels(['a', 'b', 'c'].map(curves)).map((m) => m.name)).toEqual(['a']);
    const one = seriesOf(curveOption('ks', context(['a', 'b', 'c'])));
    expect(one.map((s) => s.name)).toEqual(['ks.yes', 'ks.no', '']);
    expect(one[2]!.data).toEqual([[0.2, 0.7], [0.2, 0.2]]);
    expect(seriesOf(curveOption('ks', context(['a', 'b'])))).toHaveLength(6);
  });
  it('lets no name become HTML in a tooltip', () => {
    const { formatter } = curveOption('roc', context(['tree'])).tooltip as Tip;
    expect(formatter([{ seriesName: '<tree>', value: [0.1, 0.6, 0.2] }])).toBe('axis.fpr 10.0%<br>&lt;tree&gt; <b>60.0%</b> · threshold 20.0%');
  });
  it('stands without a model', () => {
    for (const kind of curveKinds) expect(() => curveOption(kind, context([]))).not.toThrow();
  });
});

describe('colorOfModel', () => {
  it('is the same whatever the rank', () => {
    const colors = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(['lightgbm', 'tree', 'other'].map((name) => colorOfModel(name, colors))).toEqual(['a', 'e', 'f']);
  });
});
