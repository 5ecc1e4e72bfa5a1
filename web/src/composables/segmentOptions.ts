// ECharts options of segments: the evidence for their number, a profile against everybody, who moved.
import type { SegmentMoves, SegmentNumber } from '@/api/types';
import { escapeHtml, type ChartColors } from '@/chartTheme';

import type { Difference } from './segmentProfiles';

type Option = Record<string, unknown>;
export type Figure = 'inertia' | 'silhouette' | 'mean_jaccard';
/** Of ChooseKOptions: from there on a number of segments counts as stable. */
export const kStable = 0.75;

/** One figure over the numbers of segments that were tried, the chosen one marked. */
export function evidenceOption(byNumber: SegmentNumber[], figure: Figure, chosen: number, colors: ChartColors, text: (value: number) => string, title: string): Option {
  const threshold = { silent: true, symbol: 'none', label: { show: true, formatter: String(kStable), position: 'insideEndTop', color: colors.secondary }, lineStyle: { color: colors.secondary, type: 'dashed', width: 1 }, data: [{ yAxis: kStable }] };
  return {
    grid: { left: 4, right: 12, top: 12, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: byNumber.map((e) => String(e.segments)), axisTick: { show: false } },
    yAxis: { type: 'value', scale: true, splitNumber: 3, axisLabel: { formatter: text }, ...(figure === 'mean_jaccard' ? { min: 0, max: 1 } : {}) },
    tooltip: { trigger: 'axis', formatter: ([item]: { dataIndex: number; value: number | null }[]) => `<b>${byNumber[item!.dataIndex]!.segments}</b><br/>${escapeHtml(title)} ${item!.value == null ? '–' : text(item!.value)}` },
    series: [{
      type: 'line', lineStyle: { width: 2, color: colors.primary }, itemStyle: { color: colors.primary }, markLine: figure === 'mean_jaccard' ? threshold : undefined,
      data: byNumber.map((e) => (e.segments === chosen ? { value: e[figure], symbolSize: 13, itemStyle: { color: colors.accent, borderColor: colors.card, borderWidth: 2 } } : { value: e[figure], symbolSize: 6 })),
    }],
  };
}

/** How far a segment lies from everybody, a bar a column, in standard deviations. */
export function profileOption(rows: Difference[], colors: ChartColors, text: (value: number) => string, tip: (row: Difference) => string): Option {
  const most = Math.max(1, ...rows.map((r) => Math.abs(r.difference))) * 1.25;
  return {
    grid: { left: 4, right: 8, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', min: -most, max: most, axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: { type: 'category', inverse: true, data: rows.map((r) => r.column.name), axisTick: { show: false }, axisLine: { show: false }, axisLabel: { interval: 0, width: 180, overflow: 'truncate', color: colors.text } },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, formatter: ([item]: { dataIndex: number }[]) => `<b>${escapeHtml(rows[item!.dataIndex]!.column.name)}</b><br/>${escapeHtml(tip(rows[item!.dataIndex]!))}` },
    series: [{
      type: 'bar', barMaxWidth: 14, markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: colors.line, type: 'solid', width: 1 }, data: [{ xAxis: 0 }] },
      data: rows.map((r) => ({
        value: r.difference, itemStyle: { color: r.difference < 0 ? colors.series[4] : colors.primary, borderRadius: 2 },
        label: { show: true, position: r.difference < 0 ? 'left' : 'right', formatter: text(r.difference), color: colors.secondary, fontSize: 11 },
      })),
    }],
  };
}

export interface MovesContext { from: string[]; to: string[]; colour: (segment: number) => string; count: (n: number) => string }

/** Flows from the segments of the month before to those of this one; names of both have those who are new or gone at the end. */
export function movesOption(moves: SegmentMoves, context: MovesContext): Option {
  const sums = { from: moves.counts.map((row) => row.reduce((a, b) => a + b, 0)), to: moves.counts.map((_, to) => moves.counts.reduce((sum, row) => sum + (row[to] ?? 0), 0)) };
  const all = sums.from.reduce((a, b) => a + b, 0);
  const nodes = (side: 'from' | 'to') => sums[side].flatMap((count, i) => (count === 0 ? [] : [{
    name: `${side} ${i}`, depth: side === 'from' ? 0 : 1, text: context[side][i], itemStyle: { color: context.colour(i), borderWidth: 0 },
    label: { position: side === 'from' ? 'right' : 'left', show: count >= 0.02 * all },
  }]));
  const links = moves.counts.flatMap((row, from) => row.flatMap((value, to) => (value === 0 ? [] : [{ source: `from ${from}`, target: `to ${to}`, value, from, to }])));
  return {
    tooltip: {
      formatter: ({ data, value }: { data: { text?: string; from?: number; to?: number }; value: number }) =>
        `${escapeHtml(data.text ?? `${context.from[data.from!]} → ${context.to[data.to!]}`)}<br/><b>${context.count(value)}</b>`,
    },
    series: [{
      type: 'sankey', left: 2, right: 2, top: 6, bottom: 6, nodeGap: 10, nodeWidth: 10, draggable: false, layoutIterations: 0, emphasis: { focus: 'adjacency' },
      label: { fontSize: 12, formatter: ({ data }: { data: { text: string } }) => data.text, width: 150, overflow: 'truncate' }, lineStyle: { color: 'source', opacity: 0.28, curveness: 0.5 },
      data: [...nodes('from'), ...nodes('to')], links,
    }],
  };
}
