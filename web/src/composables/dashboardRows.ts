// What the rows of a dashboard's chart mean, told by the position of their columns (docs/pack.md, "dashboard.toml").
import type { Cell, DashboardChart, DashboardChartInfo } from '@/api/types';

const isNumber = (cell: Cell | undefined): cell is number => typeof cell === 'number' && Number.isFinite(cell);

/** A number over time: rows are the newest first, (value) or (label, value). */
export interface Reading {
  value: number | null;
  before: number | null; // of the period before
  label: string; // of the period
  trail: number[]; // oldest first
}

export function readingOf(chart: DashboardChart): Reading {
  const at = chart.columns.length > 1 ? 1 : 0;
  const numberAt = (row: number): number | null => {
    const cell = chart.rows[row]?.[at];
    return isNumber(cell) ? cell : null;
  };
  return {
    value: numberAt(0),
    before: numberAt(1),
    label: at === 1 ? String(chart.rows[0]?.[0] ?? '') : '',
    trail: chart.rows.map((row) => row[at]).filter(isNumber).reverse(),
  };
}

/** The change since the period before, as a share of it; null where there is none to speak of. */
export const changeOf = (reading: Reading): number | null =>
  reading.value === null || reading.before === null || reading.before === 0 ? null : (reading.value - reading.before) / Math.abs(reading.before);

/** A number by label and series: rows are (label, series, value) where the second column has texts, else (label, value, value, …). */
export interface Grid {
  labels: string[];
  series: { name: string; isColumn: boolean; values: (number | null)[] }[];
  labelColumn: string;
  seriesColumn: string; // empty where the series are columns
  valueColumns: string[];
}

export function gridOf(chart: DashboardChart): Grid {
  const [labelColumn = '', second = '', third = ''] = chart.columns;
  const isLong = chart.columns.length === 3 && chart.rows.some((row) => typeof row[1] === 'string') && chart.rows.every((row) => typeof row[1] === 'string' || row[1] === null);
  const labels = [...new Set(chart.rows.map((row) => String(row[0] ?? '')))];
  if (chart.rows.every((row) => /^\d{4}-\d{2}/.test(String(row[0])))) labels.sort(); // of days and months, each series may lack some
  const at = new Map(labels.map((label, i) => [label, i]));
  const series = new Map<string, (number | null)[]>();
  const put = (name: string, label: Cell | undefined, value: Cell | undefined): void => {
    if (!series.has(name)) series.set(name, new Array<number | null>(labels.length).fill(null));
    series.get(name)![at.get(String(label ?? ''))!] = isNumber(value) ? value : null;
  };
  for (const row of chart.rows) {
    if (isLong) put(String(row[1] ?? ''), row[0], row[2]);
    else chart.columns.slice(1).forEach((column, i) => put(column, row[0], row[i + 1]));
  }
  return {
    labels,
    series: [...series].map(([name, values]) => ({ name, isColumn: !isLong, values })),
    labelColumn,
    seriesColumn: isLong ? second : '',
    valueColumns: isLong ? [third] : chart.columns.slice(1),
  };
}

/** The column whose value a click chooses: the one called as the filter, otherwise the first. */
export const drillColumn = (chart: DashboardChart, drill: string): number => Math.max(0, chart.columns.indexOf(drill));

/** Where a value stands between the ends of a gauge, 0 to 1, and in which of its bands. */
export function gaugeOf(info: Pick<DashboardChartInfo, 'low' | 'high' | 'thresholds'>, value: number): { share: number; band: number } {
  const share = Math.min(1, Math.max(0, (value - info.low) / (info.high - info.low)));
  return { share, band: info.thresholds.filter((t) => value >= t).length };
}

/** The points of a trail in a box of 100 by 100, a level one in its middle. */
export function trailPoints(trail: number[]): [x: number, y: number][] {
  const least = Math.min(...trail);
  const reach = Math.max(...trail) - least;
  return trail.map((value, i) => [trail.length > 1 ? (100 * i) / (trail.length - 1) : 50, reach > 0 ? 100 - (100 * (value - least)) / reach : 50]);
}

/** Days as month and day, first days of months as months; other labels stay. `tag`: of the language. */
export function shortLabels(labels: string[], tag: string): string[] {
  if (labels.length === 0 || !labels.every((label) => /^\d{4}-\d{2}-\d{2}( 00:00:00)?$/.test(label))) return labels;
  const isMonths = labels.every((label) => label.slice(8, 10) === '01');
  const format = new Intl.DateTimeFormat(tag, isMonths ? { year: 'numeric', month: 'numeric', timeZone: 'UTC' } : { month: 'numeric', day: 'numeric', timeZone: 'UTC' });
  return labels.map((label) => format.format(new Date(`${label.slice(0, 10)}T00:00:00Z`)));
}
