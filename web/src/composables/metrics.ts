// The metrics of an evaluation: how each is written, and which of them a comparison can show.
import type { Interval, ModelDetail } from '@/api/types';

import { formatNumber, formatPercent } from '@/format';

export const rankingMetrics = ['top1', 'top3', 'top5', 'mrr', 'log_loss'] as const;
export const conversionMetrics = ['auc', 'ap', 'brier', 'ece'] as const;
export type RankingMetric = (typeof rankingMetrics)[number];
export type ConversionMetric = (typeof conversionMetrics)[number];
export type Metric = RankingMetric | ConversionMetric;

const shares = new Set<Metric>(['top1', 'top3', 'top5']);
export const lessIsBetter = (metric: Metric): boolean => metric === 'log_loss' || metric === 'brier' || metric === 'ece';

export function formatMetric(metric: Metric, value: number | null): string {
  if (value === null) return '–';
  return shares.has(metric) ? formatPercent(value, 1) : formatNumber(value, metric === 'brier' || metric === 'ece' ? 4 : 3);
}

export const formatInterval = (metric: Metric, interval: Interval): string =>
  interval.low === null || interval.high === null ? '' : `${formatMetric(metric, interval.low)} – ${formatMetric(metric, interval.high)}`;

/** What can be compared: a metric of the ranking, or one of a conversion. */
export interface Measure { metric: Metric; conversion: string | null }
export const measureKey = (m: Measure): string => (m.conversion === null ? m.metric : `${m.metric}:${m.conversion}`);

export function measuresOf(details: ModelDetail[]): Measure[] {
  const conversions = details.find((d) => d.evaluation)?.evaluation?.conversions ?? [];
  return [
    ...rankingMetrics.map((metric) => ({ metric, conversion: null })),
    ...conversions.flatMap((c) => conversionMetrics.map((metric) => ({ metric, conversion: c.name }))),
  ];
}

export function intervalOf(detail: ModelDetail, measure: Measure): Interval | null {
  const evaluation = detail.evaluation;
  if (!evaluation) return null;
  if (measure.conversion === null) return evaluation.ranking[measure.metric as RankingMetric] ?? null;
  return evaluation.conversions.find((c) => c.name === measure.conversion)?.metrics[measure.metric as ConversionMetric] ?? null;
}
