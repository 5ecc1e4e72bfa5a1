// ECharts options of layers and correlations.
import type { Correlation, LayerRow } from '@/api/types';
import { escapeHtml, type ChartColors } from '@/chartTheme';

import { isSure, type RankedColumn } from './layerRows';

type Option = Record<string, unknown>;

export interface LayerContext {
  colors: ChartColors;
  text: (row: LayerRow) => string;
  share: (share: number) => string;
  count: (customers: number) => string;
  measure: { index: number; name: string; everybody: number | null; text: (value: number) => string } | null;
  customers: string; // headings
  everybody: string;
}

const kRow = 28;
export const layerHeight = (rows: number): number => rows * kRow + 40;

/** Bars of the customers' share to the left, of a measure to the right, where a line shows everybody's. */
export function layerOption(rows: LayerRow[], context: LayerContext): Option {
  const { colors, measure } = context;
  const names = rows.map(context.text);
  const category = { type: 'category', inverse: true, data: names, axisTick: { show: false }, axisLine: { show: false } };
  const values = rows.map((row) => (measure ? (row.measures[measure.index] ?? null) : null));
  const most = Math.max(measure?.everybody ?? 0, ...values.map((v) => v ?? 0));
  const line = measure?.everybody == null ? undefined : {
    symbol: 'none', silent: true, z: 1, lineStyle: { color: colors.secondary, type: 'dashed', width: 1 },
    label: { formatter: `${context.everybody} ${measure.text(measure.everybody)}`, color: colors.secondary, fontSize: 11, position: 'start', distance: 6 }, data: [{ xAxis: measure.everybody }],
  };
  const bar = { type: 'bar', barMaxWidth: 16, barMinHeight: 1 };
  const label = { show: true, position: 'right', color: colors.text };
  return {
    grid: [{ left: 8, width: '44%', top: 28, bottom: 4, containLabel: true }, { right: 64, left: '56%', top: 28, bottom: 4 }],
    xAxis: [{ type: 'value', show: false, max: 1.25 * Math.max(...rows.map((r) => r.share), 1e-9) }, { type: 'value', show: false, gridIndex: 1, max: most > 0 ? most : 1, min: 0 }],
    yAxis: [{ ...category, axisLabel: { interval: 0, width: 104, overflow: 'truncate', color: colors.text } }, { ...category, gridIndex: 1, show: false }],
    tooltip: {
      trigger: 'item',
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const row = rows[dataIndex]!;
        const lines = [`<b>${escapeHtml(context.text(row))}</b>`, `${escapeHtml(context.customers)} ${context.count(row.customers)} · ${context.share(row.share)}`];
        const value = values[dataIndex];
        if (measure && value != null) lines.push(`${escapeHtml(measure.name)} ${measure.text(value)}`);
        return lines.join('<br/>');
      },
    },
    series: [
      { ...bar, itemStyle: { color: colors.primary, borderRadius: [0, 3, 3, 0] }, label: { ...label, formatter: (p: { dataIndex: number }) => context.share(rows[p.dataIndex]!.share) }, data: rows.map((r) => r.share) },
      {
        ...bar, xAxisIndex: 1, yAxisIndex: 1, itemStyle: { color: colors.accent, borderRadius: [0, 3, 3, 0] }, data: values, markLine: line,
        label: { ...label, backgroundColor: colors.card, padding: [1, 2], formatter: (p: { value: number | null }) => (p.value == null || !measure ? '' : measure.text(p.value)) },
      },
    ],
  };
}

export interface CorrelationContext {
  colors: ChartColors;
  reach: number; // the scale goes from −reach to reach
  number: (r: number) => string;
  told: (cell: Correlation) => string; // the interval and the number of customers in words
}

const signColor = (colors: ChartColors, r: number): string => (r < 0 ? colors.series[4]! : colors.primary);

interface Item { value: (index: number) => number; coord: (point: [number, number]) => [number, number] }

/** A bar a behaviour with its interval; faint where 0 lies within. */
export function rankedOption(columns: RankedColumn[], context: CorrelationContext): Option {
  const { colors, reach } = context;
  const interval = (_: unknown, item: Item): object => {
    const [low, y] = item.coord([item.value(0), item.value(2)]);
    const [high] = item.coord([item.value(1), item.value(2)]);
    const line = (x1: number, y1: number, x2: number, y2: number) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: colors.text, lineWidth: 1.2 } });
    return { type: 'group', children: [line(low, y, high, y), line(low, y - 4, low, y + 4), line(high, y - 4, high, y + 4)] };
  };
  return {
    grid: { left: 4, right: 16, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', min: -reach, max: reach, splitNumber: 4, axisLabel: { formatter: context.number } },
    yAxis: { type: 'category', inverse: true, data: columns.map((c) => c.text), axisTick: { show: false }, axisLine: { show: false }, axisLabel: { interval: 0, width: 140, overflow: 'truncate', color: colors.text } },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, formatter: ([item]: { dataIndex: number }[]) => `<b>${escapeHtml(columns[item!.dataIndex]!.text)}</b><br/>${context.told(columns[item!.dataIndex]!.cell)}` },
    series: [
      { type: 'bar', barMaxWidth: 14, data: columns.map((c) => ({ value: c.cell.r, itemStyle: { color: signColor(colors, c.cell.r ?? 0), opacity: isSure(c.cell) ? 1 : 0.35, borderRadius: 2 } })) },
      { type: 'custom', renderItem: interval, silent: true, z: 5, encode: { x: [0, 1], y: 2 }, data: columns.flatMap((c, i) => (c.cell.low === null || c.cell.high === null ? [] : [[c.cell.low, c.cell.high, i]])) },
    ],
  };
}

/** Every column with every other. */
export function heatOption(names: string[], matrix: Correlation[][], context: CorrelationContext): Option {
  const { colors, reach } = context;
  const axis = { type: 'category', data: names, axisTick: { show: false }, axisLine: { show: false }, splitArea: { show: false } };
  const cells = matrix.flatMap((row, y) => row.map((cell, x) => ({ cell, x, y }))).filter(({ cell, x, y }) => x !== y && cell.r !== null);
  return {
    grid: { left: 4, right: 4, top: 4, bottom: 4, containLabel: true },
    xAxis: { ...axis, axisLabel: { interval: 0, rotate: 45, width: 90, overflow: 'truncate' } },
    yAxis: { ...axis, inverse: true, axisLabel: { interval: 0, width: 110, overflow: 'truncate' } },
    visualMap: { show: false, type: 'continuous', min: -reach, max: reach, inRange: { color: [colors.series[4]!, colors.line, colors.primary] } },
    tooltip: {
      formatter: ({ data }: { data: { value: [number, number, number] } }) => {
        const [x, y] = data.value;
        return `<b>${escapeHtml(names[y]!)} · ${escapeHtml(names[x]!)}</b><br/>${context.told(matrix[y]![x]!)}`;
      },
    },
    series: [{
      type: 'heatmap', itemStyle: { borderRadius: 2, borderWidth: 1, borderColor: colors.card }, emphasis: { itemStyle: { borderColor: colors.text, borderWidth: 1.5 } },
      data: cells.map(({ cell, x, y }) => ({ value: [x, y, cell.r] })),
    }],
  };
}
