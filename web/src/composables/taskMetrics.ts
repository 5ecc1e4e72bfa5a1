// The figures of a model of a task: how each is written, and how two models differ in it.
import type { Interval, ModelPair, TaskCurves } from '@/api/types';
import { formatFixed } from '@/format';

export const taskMetrics = ['auc', 'average_precision', 'ks', 'log_loss', 'brier', 'ece'] as const;
export type TaskMetric = (typeof taskMetrics)[number];

const less = new Set<TaskMetric>(['log_loss', 'brier', 'ece']);
export const lessIsBetterOf = (metric: TaskMetric): boolean => less.has(metric);

const digitsOf = (metric: TaskMetric): number => (metric === 'brier' || metric === 'ece' || metric === 'log_loss' ? 4 : 3);
export function writeMetric(metric: TaskMetric, value: number | null): string {
  return value === null ? '–' : formatFixed(value, digitsOf(metric));
}

export const metricOf = (model: TaskCurves, metric: TaskMetric): Interval =>
  metric === 'ks' ? { value: model.ks.distance, low: null, high: null } : model[metric];

export const writeRange = (metric: TaskMetric, of: Interval): string =>
  of.low === null || of.high === null ? '' : `${writeMetric(metric, of.low)} – ${writeMetric(metric, of.high)}`;

/** a less b, with its sign. */
export function writeDifference(metric: TaskMetric, difference: number): string {
  const text = formatFixed(Math.abs(difference), digitsOf(metric) + 1);
  return Number(difference.toFixed(digitsOf(metric) + 1)) === 0 ? '±0' : `${difference > 0 ? '+' : '−'}${text}`;
}

export interface MetricRow {
  metric: TaskMetric;
  a: Interval;
  b: Interval;
  difference: number | null;
  interval: Interval | null; // of the difference
  p: number | null;
  better: 'a' | 'b' | null;
}

/** One row a metric. The test of the AUC's difference (DeLong's, paired) comes with either order of the two. */
export function compareModels(a: TaskCurves, b: TaskCurves, pairs: ModelPair[]): MetricRow[] {
  const straight = pairs.find((p) => p.a === a.name && p.b === b.name);
  const turned = pairs.find((p) => p.a === b.name && p.b === a.name);
  const negative = (value: number | null): number | null => (value === null ? null : -value);
  const tested: Interval | null = straight
    ? straight.difference
    : turned
      ? { value: negative(turned.difference.value), low: negative(turned.difference.high), high: negative(turned.difference.low) }
      : null;
  return taskMetrics.map((metric) => {
    const [one, other] = [metricOf(a, metric), metricOf(b, metric)];
    const difference = one.value === null || other.value === null ? null : one.value - other.value;
    const better = difference === null || difference === 0 ? null : difference > 0 === !lessIsBetterOf(metric) ? 'a' : 'b';
    const isAuc = metric === 'auc';
    return { metric, a: one, b: other, difference, interval: isAuc ? tested : null, p: isAuc ? ((straight ?? turned)?.p ?? null) : null, better };
  });
}

export const writeP = (p: number): string => (p < 0.001 ? '< 0.001' : formatFixed(p, 3));

/** The axis that all whiskers of a leaderboard share: a little more than they and the asked line need, in steps of 0.01. */
export function whiskerAxis(intervals: Interval[], asked: number | null): { low: number; high: number } {
  const values = [...intervals.flatMap((i) => [i.low, i.value, i.high]), asked].filter((v): v is number => v !== null);
  if (values.length === 0) return { low: 0.5, high: 1 };
  const low = Math.floor((Math.min(...values) - 0.004) * 100) / 100;
  const high = Math.ceil((Math.max(...values) + 0.004) * 100) / 100;
  return { low: Math.max(0, low), high: Math.min(1, high) };
}
