// ECharts options of the dashboard's lines, stacked bars, radars and donuts. Sizes are those of an ordinary page times `scale`.
import type { DashboardChartInfo } from '@/api/types';
import { escapeHtml, type ChartColors } from '@/chartTheme';

import type { Grid } from './dashboardRows';

export interface PlotContext {
  colors: ChartColors;
  scale: number;
  short: string[]; // labels as the axis shows them
  label: (index: number) => string;
  series: (index: number) => string;
  colour: (index: number) => string; // of a series; of a slice in a donut
  text: (value: number, series: number) => string;
  axis: (value: number) => string;
}

const kLongestAxis = 9; // of a radar, beside which there is little room

type Option = Record<string, unknown>;
type Item = { dataIndex: number; seriesIndex: number; value: number | null; color: string };

const dot = (colour: string): string => `<span style="display:inline-block;width:.7em;height:.7em;border-radius:50%;background:${colour};margin-right:.5em"></span>`;
const row = (colour: string, name: string, value: string): string => `${dot(colour)}${escapeHtml(name)} <b style="float:right;margin-left:1.4em">${escapeHtml(value)}</b>`;

/** Light falls on the upper end of bars and on the inside of areas. */
const fade = (colour: string, from: string, to: string): Option => ({
  type: 'linear', x: 0, y: 0, x2: 0, y2: 1, colorStops: [{ offset: 0, color: `${colour}${from}` }, { offset: 1, color: `${colour}${to}` }],
});

function axisTooltip(context: PlotContext, descending: boolean): Option {
  return {
    trigger: 'axis',
    formatter: (items: Item[]) => {
      const shown = items.filter((i) => typeof i.value === 'number' && i.value !== 0);
      if (descending) shown.sort((a, b) => b.value! - a.value!);
      const more = shown.length > 10 ? `<br/>… +${shown.length - 10}` : '';
      const lines = shown.slice(0, 10).map((i) => row(context.colour(i.seriesIndex), context.series(i.seriesIndex), context.text(i.value!, i.seriesIndex)));
      return `<b>${escapeHtml(context.label(items[0]?.dataIndex ?? 0))}</b><br/>${lines.join('<br/>')}${more}`;
    },
  };
}

function cartesian(context: PlotContext): Option {
  const s = context.scale;
  return {
    grid: { left: 4 * s, right: 12 * s, top: 12 * s, bottom: 2 * s, containLabel: true },
    xAxis: { type: 'category', data: context.short, axisTick: { show: false }, axisLabel: { hideOverlap: true, margin: 10 * s } },
    yAxis: { type: 'value', splitNumber: 4, axisLabel: { formatter: context.axis }, splitLine: { lineStyle: { color: context.colors.line, type: 'dashed' } } },
  };
}

function stackedOption(grid: Grid, context: PlotContext): Option {
  return {
    ...cartesian(context),
    tooltip: { ...axisTooltip(context, true), axisPointer: { type: 'shadow' } },
    series: grid.series.map((each, i) => ({
      id: each.name, type: 'bar', stack: 'all', barCategoryGap: '32%', barMaxWidth: 42 * context.scale, data: each.values,
      itemStyle: { color: fade(context.colour(i), 'ff', 'b8') }, emphasis: { focus: 'series' }, blur: { itemStyle: { opacity: 0.25 } },
    })),
  };
}

function lineOption(grid: Grid, context: PlotContext): Option {
  const isAlone = grid.series.length === 1;
  return {
    ...cartesian(context),
    tooltip: { ...axisTooltip(context, false), axisPointer: { type: 'line' } },
    series: grid.series.map((each, i) => ({
      id: each.name, type: 'line', smooth: 0.3, connectNulls: false, data: each.values, showSymbol: grid.labels.length < 20,
      lineStyle: { width: 2.5 * context.scale, color: context.colour(i) }, itemStyle: { color: context.colour(i) },
      areaStyle: { color: fade(context.colour(i), isAlone ? '55' : '26', '00') }, emphasis: { focus: 'series' },
    })),
  };
}

function radarOption(grid: Grid, context: PlotContext): Option {
  const s = context.scale;
  const most = Math.max(...grid.series.flatMap((each) => each.values.map((v) => v ?? 0)), 0) || 1;
  return {
    tooltip: {
      trigger: 'item',
      formatter: ({ seriesIndex, color }: Item) => {
        const each = grid.series[seriesIndex];
        const lines = grid.labels.map((_, i) => row(color, context.label(i), each?.values[i] == null ? '–' : context.text(each.values[i], seriesIndex)));
        return `<b>${escapeHtml(context.series(seriesIndex))}</b><br/>${lines.join('<br/>')}`;
      },
    },
    radar: {
      indicator: grid.labels.map((_, i) => ({ name: context.label(i), max: most * 1.05 })), radius: '62%', center: ['50%', '50%'], splitNumber: 4, shape: 'polygon', triggerEvent: true,
      axisName: { color: context.colors.text, fontSize: 12 * s, formatter: (name: string) => (name.length > kLongestAxis ? `${name.slice(0, kLongestAxis - 1)}…` : name) }, axisNameGap: 8 * s,
      axisLine: { lineStyle: { color: context.colors.line } }, splitLine: { lineStyle: { color: context.colors.line } },
      splitArea: { areaStyle: { color: ['transparent', `${context.colors.primary}0d`] } },
    },
    series: grid.series.map((each, i) => ({
      id: each.name, type: 'radar', symbolSize: 5 * s, data: [{ value: each.values.map((v) => v ?? 0), name: context.series(i) }],
      lineStyle: { width: 2 * s, color: context.colour(i) }, itemStyle: { color: context.colour(i) }, areaStyle: { color: `${context.colour(i)}2e` },
      emphasis: { areaStyle: { color: `${context.colour(i)}66` } },
    })),
  };
}

function donutOption(grid: Grid, context: PlotContext): Option {
  const values = grid.series[0]?.values ?? [];
  const sum = values.reduce<number>((a, b) => a + (b ?? 0), 0);
  const share = (value: number): string => `${(sum > 0 ? (100 * value) / sum : 0).toFixed(1)} %`;
  return {
    tooltip: { trigger: 'item', formatter: ({ dataIndex, value }: Item) => `${row(context.colour(dataIndex), context.label(dataIndex), context.text(value ?? 0, 0))}<br/>${share(value ?? 0)}` },
    series: [{
      id: 'donut', type: 'pie', radius: ['58%', '88%'], center: ['50%', '50%'], padAngle: 1, label: { show: false }, labelLine: { show: false },
      itemStyle: { borderRadius: 4 * context.scale }, emphasis: { scaleSize: 5 * context.scale },
      data: grid.labels.map((label, i) => ({ name: label, value: values[i] ?? 0, itemStyle: { color: context.colour(i) } })),
    }],
  };
}

/** Of a radar with fewer than three axes there is nothing to see: its values are told by bars. */
function fewAxes(grid: Grid, context: PlotContext): Option {
  return {
    ...cartesian(context),
    tooltip: { ...axisTooltip(context, false), axisPointer: { type: 'shadow' } },
    series: grid.series.map((each, i) => ({ id: each.name, type: 'bar', barMaxWidth: 48 * context.scale, data: each.values, itemStyle: { color: fade(context.colour(i), 'ff', 'b8'), borderRadius: 4 } })),
  };
}

export function plotOption(kind: DashboardChartInfo['kind'], grid: Grid, context: PlotContext): Option {
  switch (kind) {
    case 'stacked': return stackedOption(grid, context);
    case 'radar': return grid.labels.length < 3 ? fewAxes(grid, context) : radarOption(grid, context);
    case 'donut': return donutOption(grid, context);
    default: return lineOption(grid, context);
  }
}
