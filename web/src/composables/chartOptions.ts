// ECharts options of the results' charts, without colours of text and axes. What is chosen by the filter stands out.
import type { Cell, Chart, Filter, ResultColumn } from '@/api/types';
import { formatCount, formatPercent } from '@/format';
import type { Theme } from '@/theme';

import { chosenRange, chosenValues } from './filterConditions';

type Of<Kind extends Chart['kind']> = Extract<Chart, { kind: Kind }>;
type Option = Record<string, unknown>;

export interface ChartContext {
  columns: ResultColumn[]; // of the chart
  filter: Filter;
  theme: Theme;
  narrow: boolean;
  text: (column: ResultColumn, value: Cell) => string;
  short: (column: ResultColumn, value: Cell) => string; // for the axes of heat maps
}

export const kMostBars = 15;
const kFaded = 0.28;
const kLeastLabelled = 0.025; // of a flow's whole: lower nodes have no room for their names
const colours = { light: '#0f6b73', dark: '#4fb3bb' };
const fadedColours = { light: '#bfd8da', dark: '#2a4d51' }; // of bars, whose numbers are to stay readable
const heat = { light: ['#edf4f5', '#7fb8bd', '#0b5359'], dark: ['#20282c', '#2f6a6f', '#8fdde3'] };
export const palette = {
  light: ['#0f6b73', '#b7791f', '#5b6fa8', '#9a4f6c', '#5f8a3c', '#c05f3c', '#6d5a9e', '#3f8fb0', '#8a7a4a', '#4d8c78', '#a3668f', '#7c8796'],
  dark: ['#4fb3bb', '#f4b942', '#8fa3dc', '#d186a4', '#9cc76f', '#ee9470', '#a895da', '#76c1e0', '#c4b27a', '#82c4ae', '#d79bc4', '#aab4c0'],
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const countText = (count: number, sum: number): string => `<b>${formatCount(count)}</b> · ${formatPercent(sum > 0 ? count / sum : 0)}`;
const tip = (title: string, count: number, sum: number): string => `${escapeHtml(title)}<br/>${countText(count, sum)}`;
const tooltip = (more: Option): Option => ({ confine: true, extraCssText: 'max-width:320px;white-space:normal', ...more });
const sumOf = (counts: { count: number }[]): number => counts.reduce((sum, c) => sum + c.count, 0);

/** Bars too low to hit are clicked through an unseen bar of full length over each, on axes of their own so that no bar makes room. */
const hitBars = (length: number, full: number, axis: 'xAxisIndex' | 'yAxisIndex'): Option => ({
  type: 'bar', data: new Array<number>(length).fill(full), [axis]: 1, barCategoryGap: '0%', z: 5, tooltip: { show: false },
  itemStyle: { color: 'rgba(0,0,0,0)' }, emphasis: { itemStyle: { color: 'rgba(128,140,150,0.16)' } },
});

function barOption(chart: Of<'bar'>, context: ChartContext): Option {
  const column = context.columns[0]!;
  const bars = chart.bars.slice(0, kMostBars);
  const sum = sumOf(chart.bars);
  const chosen = chosenValues(context.filter, column.name);
  const most = Math.max(1, ...bars.map((b) => b.count));
  const at = (index: number): string => (bars[index] ? context.text(column, bars[index].value) : '');
  return {
    grid: { left: 4, right: 58, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', show: false, max: most },
    yAxis: [
      {
        type: 'category', inverse: true, data: bars.map((_, i) => String(i)), axisTick: { show: false }, axisLine: { show: false }, triggerEvent: true,
        axisLabel: { interval: 0, width: context.narrow ? 110 : 150, overflow: 'truncate', formatter: (i: string) => at(Number(i)) },
      },
      { type: 'category', inverse: true, show: false, data: bars.map((_, i) => String(i)) },
    ],
    tooltip: tooltip({
      trigger: 'axis', axisPointer: { type: 'none' },
      formatter: ([item]: { dataIndex: number }[]) => tip(at(item!.dataIndex), bars[item!.dataIndex]!.count, sum),
    }),
    series: [
      {
        type: 'bar', barMaxWidth: 16, barMinHeight: 2, label: { show: true, position: 'right', formatter: (p: { value: number }) => formatCount(p.value) },
        data: bars.map((b) => ({
          value: b.count,
          itemStyle: { color: (chosen.length === 0 || chosen.includes(b.value) ? colours : fadedColours)[context.theme], borderRadius: [0, 3, 3, 0] },
        })),
      },
      hitBars(bars.length, most, 'yAxisIndex'),
    ],
  };
}

export const binEdges = (chart: Of<'histogram'>, bin: number): [low: number, high: number] => {
  const n = chart.counts.length;
  const edge = (i: number): number => (i === n ? chart.high : Number((chart.low + ((chart.high - chart.low) * i) / n).toPrecision(12)));
  return [edge(bin), edge(bin + 1)];
};

function histogramOption(chart: Of<'histogram'>, context: ChartContext): Option {
  const column = context.columns[0]!;
  const range = chosenRange(context.filter, column.name);
  const sum = chart.counts.reduce((a, b) => a + b, chart.empty);
  const most = Math.max(1, ...chart.counts);
  const inside = (bin: number): boolean => {
    const [low, high] = binEdges(chart, bin);
    return !range || ((range.low === undefined || high > Number(range.low)) && (range.high === undefined || low < Number(range.high)));
  };
  const edgeText = (value: number): string => context.short(column, value);
  return {
    grid: { left: 4, right: 14, top: 10, bottom: 4, containLabel: true },
    xAxis: [
      {
        type: 'category', data: chart.counts.map((_, i) => String(i)), axisTick: { show: false },
        axisLabel: { hideOverlap: true, formatter: (i: string) => edgeText(binEdges(chart, Number(i))[0]) },
      },
      { type: 'category', show: false, data: chart.counts.map((_, i) => String(i)) },
    ],
    yAxis: { type: 'value', splitNumber: 4, max: most, axisLabel: { showMaxLabel: false, formatter: (n: number) => formatCount(n) } },
    tooltip: tooltip({
      trigger: 'axis', axisPointer: { type: 'none' },
      formatter: ([item]: { dataIndex: number }[]) => {
        const [low, high] = binEdges(chart, item!.dataIndex);
        return tip(`${context.text(column, low)} – ${context.text(column, high)}`, chart.counts[item!.dataIndex]!, sum);
      },
    }),
    series: [
      {
        type: 'bar', barCategoryGap: '8%', barMinHeight: 2,
        data: chart.counts.map((count, i) => ({
          value: count || null,
          itemStyle: { color: (inside(i) ? colours : fadedColours)[context.theme], borderRadius: [2, 2, 0, 0] },
        })),
      },
      hitBars(chart.counts.length, most, 'xAxisIndex'),
    ],
  };
}

/** What ECharts keeps of a node and of a link, and tells when they are clicked. */
export interface FlowNode { layer: number; own: Cell; count: number }
export interface FlowLink { layer: number; from: Cell; to: Cell; value: number }

function sankeyOption(chart: Of<'sankey'>, context: ChartContext): Option {
  const nodes = new Map<string, FlowNode>();
  const into = (layer: number, own: Cell, count: number): string => {
    const name = `${layer}:${JSON.stringify(own)}`;
    const node = nodes.get(name) ?? { layer, own, count: 0 };
    node.count += count;
    nodes.set(name, node);
    return name;
  };
  const links = chart.links.map((l) => ({
    source: into(l.layer, l.source, l.layer === 0 ? l.count : 0), target: into(l.layer + 1, l.target, l.count), value: l.count,
    layer: l.layer, from: l.source, to: l.target,
  }));
  const chosen = context.columns.map((c) => chosenValues(context.filter, c.name));
  const stands = (layer: number, value: Cell): boolean => !chosen[layer]?.length || chosen[layer].includes(value);
  // Of all the values there are, so that a value keeps its colour under any filter.
  const values = [...new Set([...context.columns.flatMap((c): Cell[] => [...(c.values ?? [])].sort()), ...[...nodes.values()].map((n) => n.own)])];
  const shades = palette[context.theme];
  const name = (layer: number, value: Cell): string => context.text(context.columns[layer]!, value);
  const sum = sumOf(chart.links.filter((l) => l.layer === 0));
  const last = context.columns.length - 1;
  return {
    tooltip: tooltip({
      formatter: ({ data }: { data: FlowNode | FlowLink }) =>
        'from' in data
          ? tip(`${name(data.layer, data.from)} → ${name(data.layer + 1, data.to)}`, data.value, sum)
          : tip(name(data.layer, data.own), data.count, sum),
    }),
    series: [{
      type: 'sankey', left: 2, right: 2, top: 6, bottom: 6, nodeGap: 8, nodeWidth: 10, draggable: false, layoutIterations: 24,
      emphasis: { focus: 'adjacency' },
      label: { fontSize: 11, overflow: 'truncate', width: context.narrow ? 60 : 120, formatter: ({ data }: { data: FlowNode }) => name(data.layer, data.own) },
      lineStyle: { color: 'source', curveness: 0.5 },
      data: [...nodes].map(([id, n]) => ({
        ...n, name: id, depth: n.layer,
        label: { position: n.layer === last ? 'left' : 'right', show: n.count >= sum * kLeastLabelled },
        itemStyle: { color: shades[values.indexOf(n.own) % shades.length], borderWidth: 0, opacity: stands(n.layer, n.own) ? 1 : kFaded },
      })),
      links: links.map((l) => ({ ...l, lineStyle: { opacity: stands(l.layer, l.from) && stands(l.layer + 1, l.to) ? 0.32 : 0.06 } })),
    }],
  };
}

/** The values of a heat map's axis: the hours, the days of the week, or what occurs. */
function axisValues(column: ResultColumn, seen: number[]): number[] {
  const from = typeof column.least === 'number' ? column.least : Math.min(...seen);
  const to = typeof column.most === 'number' ? column.most : Math.max(...seen);
  const [first, last] = /(^|_)hour$/.test(column.name) ? [0, 23] : /(^|_)weekday$/.test(column.name) ? [1, 7] : [from, to];
  return Array.from({ length: Math.max(0, Math.min(200, last - first + 1)) }, (_, i) => first + i);
}

export interface HeatCell { x: number; y: number }

function heatmapOption(chart: Of<'heatmap'>, context: ChartContext): Option {
  const [across, down] = context.columns as [ResultColumn, ResultColumn];
  const xs = axisValues(across, chart.cells.map((c) => c.x));
  const ys = axisValues(down, chart.cells.map((c) => c.y));
  const counts = new Map(chart.cells.map((c) => [`${c.x},${c.y}`, c.count]));
  const sum = sumOf(chart.cells);
  const chosen = { x: chosenValues(context.filter, across.name), y: chosenValues(context.filter, down.name) };
  const stands = (x: number, y: number): boolean =>
    (chosen.x.length === 0 || chosen.x.includes(x)) && (chosen.y.length === 0 || chosen.y.includes(y));
  const axis = { type: 'category', axisTick: { show: false }, axisLine: { show: false }, splitArea: { show: false } };
  return {
    grid: { left: 4, right: 4, top: 4, bottom: 4, containLabel: true },
    xAxis: { ...axis, data: xs.map(String), axisLabel: { hideOverlap: true, formatter: (v: string) => context.short(across, Number(v)) } },
    yAxis: { ...axis, inverse: true, data: ys.map(String), axisLabel: { formatter: (v: string) => context.short(down, Number(v)) } },
    visualMap: { show: false, type: 'continuous', min: 0, max: Math.max(1, ...chart.cells.map((c) => c.count)), inRange: { color: heat[context.theme] } },
    tooltip: tooltip({
      formatter: (p: { data: HeatCell & { value: number[] } }) =>
        tip(`${context.text(down, p.data.y)} · ${context.text(across, p.data.x)}`, p.data.value[2]!, sum),
    }),
    series: [{
      type: 'heatmap',
      itemStyle: { borderRadius: 2, borderWidth: 1, borderColor: context.theme === 'dark' ? '#1a2024' : '#ffffff' },
      emphasis: { itemStyle: { borderColor: colours[context.theme], borderWidth: 2 } },
      data: xs.flatMap((x, i) => ys.map((y, j) => ({ value: [i, j, counts.get(`${x},${y}`) ?? 0], x, y, itemStyle: { opacity: stands(x, y) ? 1 : kFaded } }))),
    }],
  };
}

export function chartOption(chart: Chart, context: ChartContext): Option {
  switch (chart.kind) {
    case 'bar': return barOption(chart, context);
    case 'histogram': return histogramOption(chart, context);
    case 'sankey': return sankeyOption(chart, context);
    case 'heatmap': return heatmapOption(chart, context);
  }
}

/** Bars of whole numbers stand in their order, all others the most frequent first, as they come. */
export function inOrder(chart: Chart): Chart {
  if (chart.kind !== 'bar' || chart.bars.length > kMostBars || chart.bars.some((b) => typeof b.value === 'string')) return chart;
  return { ...chart, bars: [...chart.bars].sort((a, b) => Number(a.value ?? Infinity) - Number(b.value ?? Infinity)) };
}

/** Of one height where they stand side by side, of their own where they stand one under another. */
export function chartHeight(chart: Chart, narrow: boolean): number {
  if (chart.kind === 'sankey' || chart.kind === 'heatmap') return narrow && chart.kind === 'heatmap' ? 220 : 380;
  if (!narrow) return 316;
  return chart.kind === 'bar' ? Math.max(80, Math.min(kMostBars, chart.bars.length) * 21 + 8) : 220;
}

/** Whether there is nothing to draw. */
export function isEmptyChart(chart: Chart): boolean {
  switch (chart.kind) {
    case 'bar': return chart.bars.length === 0;
    case 'histogram': return chart.counts.every((n) => n === 0);
    case 'sankey': return chart.links.length === 0;
    case 'heatmap': return chart.cells.length === 0;
  }
}
