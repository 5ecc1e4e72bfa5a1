// ECharts options of a model's curves: ROC, precision and recall, gain, lift, calibration, KS. Pure: words, colours and names come with the context.
import type { CurvePoint, TaskCurves } from '@/api/types';
import { escapeHtml } from '@/chartTheme';
import { formatNumber, formatPercent } from '@/format';

import { calibrationAxis } from './calibration';
import { formatShare } from './figures';

export const curveKinds = ['roc', 'precision_recall', 'gain', 'lift', 'calibration', 'ks'] as const;
export type CurveKind = (typeof curveKinds)[number];

export interface CurveContext {
  models: TaskCurves[]; // to be drawn, in the order of the leaderboard
  positives: number; // share of the outcome among the test rows
  found: number; // how many of them there are
  name: (model: string) => string;
  color: (model: string) => string;
  secondary: string;
  word: (key: string) => string;
}
type Option = Record<string, unknown>;

/** Models in an order that does not change with their rank, so that each keeps its colour. */
const fixed = ['lightgbm', 'xgboost', 'random_forest', 'logistic', 'tree'];
export const colorOfModel = (name: string, colors: string[]): string => {
  const place = fixed.indexOf(name);
  return colors[(place < 0 ? fixed.length : place) % colors.length] ?? '#0f6b73';
};

const leastFound = 10; // a precision of fewer customers says nothing

const shares = (name: string, max = 1): Option => ({
  type: 'value', min: 0, max, name, nameLocation: 'middle', axisLabel: { formatter: (v: number) => formatPercent(v, 0) },
});
const across = (name: string): Option => ({ ...shares(name), nameGap: 26, splitLine: { show: false } });
const up = (name: string): Option => ({ ...shares(name), nameLocation: 'end', nameTextStyle: { align: 'left' } });
const grid = { left: 8, right: 18, top: 32, bottom: 24, containLabel: true };
const guide = (data: [number, number][], color: string, name = ''): Option => ({
  type: 'line', name, data, symbol: 'none', silent: true, tooltip: { show: false }, lineStyle: { type: 'dashed', width: 1, color }, z: 1,
});

interface Hovered { seriesName: string; value: [number, number, number | null]; marker?: string; color?: string }

function tooltip(first: (x: number) => string, line: (item: Hovered) => string): Option {
  return {
    trigger: 'axis',
    axisPointer: { type: 'line', snap: true },
    formatter: (items: Hovered[]) => {
      const seen = new Map(items.filter((i) => i.seriesName !== '').map((i) => [i.seriesName, i]));
      const lines = [...seen.values()].map((i) => `${i.marker ?? ''}${escapeHtml(i.seriesName)} ${line(i)}`);
      return lines.length === 0 ? '' : [escapeHtml(first(items[0]!.value[0])), ...lines].join('<br>');
    },
  };
}

const solid = (context: CurveContext, model: TaskCurves, data: CurvePoint[], more: Option = {}): Option => ({
  type: 'line', name: context.name(model.name), data, showSymbol: false, symbolSize: 7, lineStyle: { width: 2, color: context.color(model.name) },
  itemStyle: { color: context.color(model.name) }, emphasis: { disabled: true }, z: 2, ...more,
});
const at = (threshold: number | null, context: CurveContext): string => (threshold === null ? '' : ` · ${escapeHtml(context.word('threshold'))} ${formatShare(threshold)}`);

function roc(context: CurveContext): Option {
  return {
    grid, xAxis: across(context.word('axis.fpr')), yAxis: up(context.word('axis.tpr')),
    tooltip: tooltip((x) => `${context.word('axis.fpr')} ${formatPercent(x)}`, (i) => `<b>${formatPercent(i.value[1])}</b>${at(i.value[2], context)}`),
    series: [guide([[0, 0], [1, 1]], context.secondary), ...context.models.map((m) => solid(context, m, m.roc))],
  };
}

function precisionRecall(context: CurveContext): Option {
  const enough = (m: TaskCurves): CurvePoint[] => m.precision_recall.filter(([recall]) => (recall ?? 0) * context.found >= leastFound);
  return {
    grid, xAxis: across(context.word('axis.recall')), yAxis: up(context.word('axis.precision')),
    tooltip: tooltip((x) => `${context.word('axis.recall')} ${formatPercent(x)}`, (i) => `<b>${formatPercent(i.value[1])}</b>${at(i.value[2], context)}`),
    series: [guide([[0, context.positives], [1, context.positives]], context.secondary), ...context.models.map((m) => solid(context, m, enough(m)))],
  };
}

function gain(context: CurveContext): Option {
  return {
    grid, xAxis: across(context.word('axis.contacted')), yAxis: up(context.word('axis.found')),
    tooltip: tooltip((x) => `${context.word('axis.contacted')} ${formatPercent(x, 0)}`, (i) => `<b>${formatPercent(i.value[1])}</b>`),
    series: [guide([[0, 0], [1, 1]], context.secondary), ...context.models.map((m) => solid(context, m, [[0, 0, null], ...m.gain]))],
  };
}

function lift(context: CurveContext): Option {
  const points = (m: TaskCurves): CurvePoint[] => m.gain.map(([share, , times]) => [share, times, null]);
  return {
    grid, xAxis: across(context.word('axis.contacted')),
    yAxis: { type: 'value', min: 0, name: context.word('axis.lift'), nameTextStyle: { align: 'left' }, axisLabel: { formatter: (v: number) => `${formatNumber(v, 1)}×` } },
    tooltip: tooltip((x) => `${context.word('axis.contacted')} ${formatPercent(x, 0)}`, (i) => `<b>${formatNumber(i.value[1], 2)}×</b>`),
    series: [guide([[0, 1], [1, 1]], context.secondary), ...context.models.map((m) => solid(context, m, points(m)))],
  };
}

interface Item { value: (index: number) => number; coord: (point: [number, number]) => [number, number] }

/** Intervals of the bins as bars, where at most two models are drawn: of more they would hide each other. */
function intervals(context: CurveContext, model: TaskCurves): Option {
  const style = { stroke: context.color(model.name), lineWidth: 1.5, opacity: 0.55 };
  return {
    type: 'custom', name: '', silent: true, z: 1, tooltip: { show: false },
    data: model.calibration.map((b) => [b.mean, b.low, b.high]),
    encode: { x: 0, y: [1, 2] },
    renderItem: (_: unknown, item: Item) => {
      const [x, low] = item.coord([item.value(0), item.value(1)]);
      const [, high] = item.coord([item.value(0), item.value(2)]);
      return { type: 'line', shape: { x1: x, y1: low, x2: x, y2: high }, style };
    },
  };
}

function calibration(context: CurveContext): Option {
  const { kind, low, high } = calibrationAxis(context.models.flatMap((m) => m.calibration));
  const scale = kind === 'log' ? { type: 'log', min: low, max: high } : { type: 'value', min: 0, max: high };
  const label = { formatter: (v: number) => formatPercent(v, v <= 0 || v >= 0.00999 ? 0 : v >= 0.00099 ? 1 : 2) };
  const bins = (m: TaskCurves): CurvePoint[] =>
    m.calibration.filter((b) => kind !== 'log' || b.observed >= low).map((b) => [b.mean, b.observed, b.count]);
  return {
    grid,
    xAxis: { ...across(context.word('axis.foretold')), ...scale, axisLabel: label },
    yAxis: { ...up(context.word('axis.observed')), ...scale, axisLabel: label },
    tooltip: {
      trigger: 'item',
      formatter: (i: Hovered) => `${i.marker ?? ''}${escapeHtml(i.seriesName)}<br>${escapeHtml(context.word('axis.foretold'))} ${formatShare(i.value[0])}<br>${escapeHtml(context.word('axis.observed'))} <b>${formatShare(i.value[1])}</b>`,
    },
    series: [
      guide([[kind === 'log' ? low : 0, kind === 'log' ? low : 0], [high, high]], context.secondary),
      ...(context.models.length <= 2 ? context.models.map((m) => intervals(context, m)) : []),
      ...context.models.map((m) => solid(context, m, bins(m), { showSymbol: true, symbolSize: 8, lineStyle: { width: 1.5, color: context.color(m.name), opacity: 0.7 } })),
    ],
  };
}

/** Of the first models only: each has two lines. */
export const ksModels = (models: TaskCurves[]): TaskCurves[] => models.slice(0, models.length === 2 ? 2 : 1);

function ks(context: CurveContext): Option {
  const models = ksModels(context.models);
  const most = Math.max(...models.flatMap((m) => m.ks_curve.filter(([, , no]) => (no ?? 0) > 0.002).map(([threshold]) => threshold ?? 0)), 0.05);
  const line = (m: TaskCurves, side: 'yes' | 'no'): Option => ({
    ...solid(context, m, m.ks_curve.map(([threshold, yes, no]) => [threshold, side === 'yes' ? yes : no, null])),
    name: `${models.length > 1 ? `${context.name(m.name)} · ` : ''}${context.word(`ks.${side}`)}`,
    lineStyle: { width: 2, color: context.color(m.name), type: side === 'yes' ? 'solid' : 'dashed' },
  });
  const gap = (m: TaskCurves): Option => {
    const point = m.ks_curve.find(([threshold]) => threshold === m.ks.threshold);
    return {
      ...guide(point ? [[point[0] ?? 0, point[1] ?? 0], [point[0] ?? 0, point[2] ?? 0]] : [], context.color(m.name)),
      lineStyle: { width: 1.5, color: context.color(m.name), type: 'solid' },
    };
  };
  return {
    grid, xAxis: { ...across(context.word('axis.threshold')), max: Math.min(1, Math.ceil(most * 20) / 20) }, yAxis: up(context.word('axis.above')),
    tooltip: tooltip((x) => `${context.word('axis.threshold')} ${formatShare(x)}`, (i) => `<b>${formatPercent(i.value[1])}</b>`),
    series: models.flatMap((m) => [line(m, 'yes'), line(m, 'no'), gap(m)]),
  };
}

const makers: Record<CurveKind, (context: CurveContext) => Option> = { roc, precision_recall: precisionRecall, gain, lift, calibration, ks };
export const curveOption = (kind: CurveKind, context: CurveContext): Option => makers[kind](context);
