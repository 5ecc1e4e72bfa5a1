// A period of whole days among the days that have been recorded.
import type { Daily } from '@/api/types';

export interface Period {
  from: string; // 2025-03-01
  to: string; // this day included
}

type Days = Daily['days'];

export function wholePeriod(days: Days): Period {
  return { from: days[0]?.date ?? '', to: days.at(-1)?.date ?? '' };
}

/** The last `count` days that have been recorded. */
export function lastDays(days: Days, count: number): Period {
  return { from: days[Math.max(0, days.length - count)]?.date ?? '', to: days.at(-1)?.date ?? '' };
}

/** Where the period begins and ends among `days`; outside of them it is cut off. */
export function indicesOf(days: Days, period: Period): { first: number; last: number } {
  const first = days.findIndex((day) => day.date >= period.from);
  const until = days.findIndex((day) => day.date > period.to);
  return { first: Math.max(0, first < 0 ? days.length - 1 : first), last: Math.max(0, (until < 0 ? days.length : until) - 1) };
}

export function eventsIn(days: Days, period: Period): number {
  return days.reduce((sum, day) => (day.date >= period.from && day.date <= period.to ? sum + day.events : sum), 0);
}

export function daysIn(period: Period): number {
  return period.from && period.to ? Math.round((Date.parse(period.to) - Date.parse(period.from)) / 86_400_000) + 1 : 0;
}
