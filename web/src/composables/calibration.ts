// How to draw a calibration curve so that it can be read: most customers have a chance near 0, and on an axis from 0 to 1 all bins would
// lie in one corner.
import type { CalibrationBin } from '@/api/types';

export interface CalibrationAxis {
  kind: 'linear' | 'log';
  low: number;
  high: number;
}

const powerBelow = (value: number): number => Number(`1e${Math.floor(Math.log10(value) + 1e-9)}`);

/** The next of 1, 2, 3, 4, 5, 6, 8 times a power of ten at or above `value`, at most 1. */
export function niceCeiling(value: number): number {
  if (value <= 0) return 0.01;
  const power = powerBelow(value);
  const step = [1, 2, 3, 4, 5, 6, 8, 10].find((s) => s * power >= value * (1 - 1e-9)) ?? 10;
  return Math.min(1, Number((step * power).toPrecision(1)));
}

/**
 * Linear from 0 to 1 where the bins fill it; linear and zoomed where all of them are small; logarithmic where they are spread over two
 * decades or more and at least half of them lie below 5 %.
 */
export function calibrationAxis(bins: CalibrationBin[]): CalibrationAxis {
  const means = bins.map((b) => b.mean).filter((mean) => mean > 0);
  if (means.length === 0) return { kind: 'linear', low: 0, high: 1 };
  const most = Math.max(...bins.map((b) => Math.max(b.mean, b.observed)));
  const least = Math.min(...means);
  const small = bins.filter((b) => b.mean < 0.05).length;
  if (most / least >= 100 && small * 2 >= bins.length) {
    return { kind: 'log', low: Math.max(powerBelow(least), 1e-5), high: niceCeiling(most) };
  }
  if (most >= 0.5) return { kind: 'linear', low: 0, high: 1 };
  // Room for the intervals, but one wide interval of a nearly empty bin shall not shrink the rest.
  const intervals = Math.min(Math.max(...bins.map((b) => b.high)), 2 * most);
  return { kind: 'linear', low: 0, high: niceCeiling(Math.max(most, intervals)) };
}

/** Where a share is drawn: a logarithmic axis has no 0. */
export const place = (value: number, axis: CalibrationAxis): number => Math.min(axis.high, Math.max(axis.low, value));
