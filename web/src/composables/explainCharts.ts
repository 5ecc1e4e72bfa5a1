// ECharts options of the explanation, without colours of text and axes: the waterfall of one customer, contributions of a sample (beeswarm), and those of
// one feature by its value (dependence).
import type { TaskFeature, TaskPoints } from '@/api/types';
import { escapeHtml, type ChartColors } from '@/chartTheme';

import { writeMargin, writeShare, writeValue, type Step } from './explain';

type Option = Record<string, unknown>;
interface Item { value: (index: number) => number; coord: (point: [number, number]) => [number, number]; size: (point: [number, number]) => [number, number] }

/** From low to high values; told apart by colour-blind eyes, on light and dark. */
export const valueColors = { light: ['#2b6cb0', '#6fa3d0', '#9a9fa6', '#e08a5b', '#b83a2e'], dark: ['#5b9be0', '#8fbbe6', '#8b939b', '#f0a47a', '#ee7465'] };
const kLongestLabel = 150;
const kRow = 0.36; // of a row's height to each side that a swarm may fill

export interface WaterfallWords { unit: string; was: (share: string) => string }

/** `before`: the same steps before a change, drawn as outlines. */
export function waterfallOption(steps: Step[], before: Step[] | null, colors: ChartColors, good: string, bad: string, narrow: boolean, words: WaterfallWords): Option {
  const fill = (step: Step): string => (step.kind === 'base' || step.kind === 'margin' ? colors.secondary : step.share >= 0 ? good : bad);
  const box = (item: Item, from: number, to: number, share: number): { x: number; y: number; width: number; height: number } => {
    const [x1, y] = item.coord([from, item.value(0)]);
    const [x2] = item.coord([to, item.value(0)]);
    const height = item.size([0, 1])[1] * share;
    return { x: Math.min(x1, x2), y: y - height / 2, width: Math.max(1, Math.abs(x2 - x1)), height };
  };
  const bar = (_: unknown, item: Item): object => {
    const step = steps[item.value(0)]!;
    const rect = box(item, step.from, step.to, 0.62);
    const was = before ? box(item, before[item.value(0)]!.from, before[item.value(0)]!.to, 0.62) : rect;
    const right = Math.max(rect.x + rect.width, was.x + was.width);
    return {
      type: 'group',
      children: [
        { type: 'rect', shape: { ...rect, r: 2 }, style: { fill: fill(step) } },
        { type: 'text', style: { x: right + 6, y: rect.y + rect.height / 2, text: step.kind === 'base' || step.kind === 'margin' ? writeMargin(step.share) : writeShare(step.share), fill: colors.text, verticalAlign: 'middle', font: '12px sans-serif' } },
      ],
    };
  };
  const ghost = (_: unknown, item: Item): object => {
    const step = before![item.value(0)]!;
    return { type: 'rect', shape: { ...box(item, step.from, step.to, 0.82), r: 2 }, style: { fill: 'none', stroke: colors.secondary, lineWidth: 1, lineDash: [3, 2] } };
  };
  const ends = [...steps, ...(before ?? [])].flatMap((step) => [step.from, step.to]);
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  const data = steps.map((step, i) => [i, step.from, step.to]);
  return {
    grid: { left: 4, right: 52, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', min: low, max: high, axisLabel: { hideOverlap: true, showMinLabel: false, showMaxLabel: false } },
    yAxis: { type: 'category', inverse: true, data: steps.map((step) => step.label), axisTick: { show: false }, axisLabel: { interval: 0, width: narrow ? 88 : kLongestLabel, overflow: 'truncate' } },
    tooltip: {
      trigger: 'item',
      formatter: (item: { dataIndex: number }) => {
        const step = steps[item.dataIndex]!;
        const was = before?.[item.dataIndex];
        return `<b>${escapeHtml(step.label)}</b><br>${writeShare(step.share)} ${escapeHtml(words.unit)}${was ? `<br>${escapeHtml(words.was(writeShare(was.share)))}` : ''}`;
      },
    },
    series: [
      ...(before ? [{ id: 'before', type: 'custom', renderItem: ghost, data, silent: true, z: 1, encode: { x: [1, 2], y: 0 } }] : []),
      { id: 'steps', type: 'custom', renderItem: bar, data, z: 2, encode: { x: [1, 2], y: 0 } },
    ],
  };
}

/** Where a feature's value stands between its 1 % and 99 %: 0 to 4; null for a missing one, and for categories, which have no order. */
export function stepOf(feature: TaskFeature, value: number | null): number | null {
  if (value === null || feature.categories.length > 0 || feature.low === null || feature.high === null) return null;
  if (!(feature.high > feature.low)) return 2;
  return Math.min(4, Math.max(0, Math.floor((5 * (value - feature.low)) / (feature.high - feature.low))));
}

/** Offsets in -1..1 so that dots at nearly the same place lie beside each other: the first in the middle, the next above, the next below. */
export function swarm(places: number[], width: number): number[] {
  const stacked = new Map<number, number>();
  const heights = places.map((place) => {
    const bin = Math.round(place / (width || 1));
    const count = stacked.get(bin) ?? 0;
    stacked.set(bin, count + 1);
    return (count % 2 === 0 ? 1 : -1) * Math.ceil(count / 2);
  });
  const most = Math.max(1, ...heights.map(Math.abs));
  return heights.map((height) => height / Math.max(most, 8));
}

export interface SwarmWords { value: string; missing: string; unit: string }

export function beeswarmOption(features: TaskFeature[], points: Record<string, TaskPoints>, colors: ChartColors, dark: boolean, narrow: boolean, words: SwarmWords): Option {
  const palette = valueColors[dark ? 'dark' : 'light'];
  const all = features.flatMap((feature) => points[feature.name]?.shares ?? []);
  const width = all.length > 0 ? (Math.max(...all) - Math.min(...all)) / 160 : 1;
  const series: [number, number, number, number][][] = [[], [], [], [], [], []]; // by step of the value; the last one without
  features.forEach((feature, row) => {
    const of = points[feature.name];
    if (!of) return;
    const offsets = swarm(of.shares, width);
    of.shares.forEach((share, i) => series[stepOf(feature, of.values[i] ?? null) ?? 5]!.push([share, row + kRow * offsets[i]!, row, i]));
  });
  return {
    grid: { left: narrow ? 104 : 190, right: 14, top: 6, bottom: 24 },
    xAxis: { type: 'value', axisLabel: { hideOverlap: true } },
    yAxis: {
      type: 'value', inverse: true, min: -0.5, max: features.length - 0.5, interval: 1, splitLine: { show: false },
      axisLabel: { show: true, customValues: features.map((_, i) => i), width: narrow ? 96 : 180, height: 30, lineHeight: 15, overflow: 'break', lineOverflow: 'truncate', ellipsis: '…', formatter: (row: number) => features[row]?.meaning ?? '' },
    },
    tooltip: {
      trigger: 'item',
      formatter: (item: { value: [number, number, number, number] }) => {
        const feature = features[item.value[2]]!;
        return `<b>${escapeHtml(feature.meaning)}</b><br>${escapeHtml(pointText(feature, points[feature.name]!.values[item.value[3]] ?? null, words.missing))}<br>${writeShare(item.value[0])} ${escapeHtml(words.unit)}`;
      },
    },
    series: series.map((data, step) => ({
      id: `step-${step}`, type: 'scatter', progressive: 0, symbolSize: narrow ? 3 : 4, data, itemStyle: { color: palette[step] ?? colors.series[2], opacity: 0.8 }, emphasis: { disabled: true },
      ...(step === 0 ? { markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: colors.secondary, type: 'solid' }, data: [{ xAxis: 0 }] } } : {}),
    })),
  };
}

const pointText = (feature: TaskFeature, value: number | null, missing: string): string =>
  writeValue(feature, value !== null && feature.categories.length > 0 ? (feature.categories[value] ?? null) : value, missing);

/** Customers within the 1 % to 99 % of the values; how many lie outside is `outside`. */
export function dependencePoints(feature: TaskFeature, points: TaskPoints): { inside: [number, number][]; missing: number[]; outside: number } {
  const inside: [number, number][] = [];
  const missing: number[] = [];
  let outside = 0;
  points.shares.forEach((share, i) => {
    const value = points.values[i] ?? null;
    if (value === null) missing.push(share);
    else if (feature.categories.length === 0 && feature.low !== null && feature.high !== null && feature.high > feature.low && (value < feature.low || value > feature.high)) ++outside;
    else inside.push([value, share]);
  });
  return { inside, missing, outside };
}

export function dependenceOption(feature: TaskFeature, points: TaskPoints, colors: ChartColors, words: SwarmWords): Option {
  const { inside, missing } = dependencePoints(feature, points);
  const isCategory = feature.categories.length > 0;
  const shares = [...inside.map((point) => point[1]), ...missing];
  const y = { min: 1.06 * Math.min(0, ...shares), max: 1.06 * Math.max(0, ...shares) };
  const aside = missing.length > 0;
  const jitter = swarm(inside.map((point) => 1000 * point[0] + point[1]), (y.max - y.min) / 60);
  const dot = { type: 'scatter', progressive: 0, symbolSize: 5, itemStyle: { color: colors.primary, opacity: 0.55 }, emphasis: { disabled: true } };
  const zero = { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: colors.secondary, type: 'dashed' }, data: [{ yAxis: 0 }] };
  const spread = (i: number): number => 0.38 * jitter[i]!;
  return {
    grid: [{ left: 54, right: aside ? 96 : 16, top: 10, bottom: 28 }, ...(aside ? [{ right: 12, width: 68, top: 10, bottom: 28 }] : [])],
    xAxis: [
      isCategory
        ? { type: 'value', min: -0.5, max: feature.categories.length - 0.5, interval: 1, splitLine: { show: false }, axisLabel: { customValues: feature.categories.map((_, i) => i), formatter: (i: number) => feature.categories[i] ?? '', interval: 0, hideOverlap: false, width: 84, overflow: 'truncate' } }
        : { type: 'value', scale: true, axisLabel: { hideOverlap: true, formatter: (value: number) => writeValue({ ...feature, unit: '' }, value, '') } },
      ...(aside ? [{ type: 'category', gridIndex: 1, data: [words.missing], axisTick: { show: false }, axisLabel: { width: 66, overflow: 'truncate' } }] : []),
    ],
    yAxis: [{ type: 'value', ...y, axisLabel: { formatter: (value: number) => String(Math.round(value * 100) / 100), showMinLabel: false, showMaxLabel: false } }, ...(aside ? [{ type: 'value', gridIndex: 1, ...y, axisLabel: { show: false } }] : [])],
    tooltip: {
      trigger: 'item',
      formatter: (item: { value: [number | string, number, number?] }) => {
        const value = typeof item.value[0] === 'string' ? null : isCategory ? Math.round(item.value[0]) : item.value[0];
        return `${escapeHtml(pointText(feature, value, words.missing))}<br>${writeShare(item.value[1])} ${escapeHtml(words.unit)}`;
      },
    },
    series: [
      { ...dot, id: 'points', data: inside.map(([value, share], i) => [isCategory ? value + spread(i) : value, share]), markLine: zero },
      ...(aside ? [{ ...dot, id: 'missing', xAxisIndex: 1, yAxisIndex: 1, itemStyle: { color: colors.secondary, opacity: 0.55 }, data: missing.map((share) => [words.missing, share]), markLine: zero }] : []),
    ],
  };
}
