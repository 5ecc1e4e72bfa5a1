import { describe, expect, it, vi } from 'vitest';

vi.mock('@/format', () => ({ formatNumber: (n: number, d: number) => n.toFixed(d), formatPercent: (n: number, d: number) => `${(100 * n).toFixed(d)}%` }));

import type { ModelDetail } from '@/api/types';

import { formatInterval, formatMetric, intervalOf, measuresOf } from './metrics';

const interval = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 });
const detail = {
  evaluation: {
    ranking: { top1: interval(0.5), top3: interval(0.6), top5: interval(0.7), mrr: interval(0.55), log_loss: interval(1.7) },
    conversions: [{ name: 'online', metrics: { auc: interval(0.9), ap: interval(0.3), brier: interval(0.2), ece: interval(0.15) }, positives: 3, calibration: [] }],
  },
} as unknown as ModelDetail;

describe('metrics', () => {
  it('writes shares as percent and the rest as numbers', () => {
    expect(formatMetric('top1', 0.4837)).toBe('48.4%');
    expect(formatMetric('log_loss', 1.69627)).toBe('1.696');
    expect(formatMetric('brier', 0.01903)).toBe('0.0190');
    expect(formatMetric('auc', null)).toBe('–');
    expect(formatInterval('auc', { value: null, low: null, high: null })).toBe('');
  });

  it('finds what can be compared', () => {
    expect(measuresOf([detail])).toHaveLength(9);
    expect(intervalOf(detail, { metric: 'auc', conversion: 'online' })?.value).toBe(0.9);
    expect(intervalOf(detail, { metric: 'top5', conversion: null })?.value).toBe(0.7);
    expect(intervalOf({ ...detail, evaluation: null }, { metric: 'top5', conversion: null })).toBeNull();
  });
});
