// ECharts options of a control chart: the share by period within its limits, and the moving average within its own.
import type { WatchedShare, WatchPoint } from '@/api/types';
import { escapeHtml } from '@/chartTheme';
import { formatCount, formatNumber, formatPercent } from '@/format';

type Option = Record<string, unknown>;

export interface WatchColors { line: string; limit: string; bad: string; good: string }
export interface WatchTexts {
  share: string;
  limits: string;
  centre: string;
  average: string;
  contacts: (n: string, successes: string) => string;
  limitsText: (low: string, high: string) => string;
}

/** Enough digits that shares and limits differ: 11.2 %, 0.43 %. */
export const shareText = (share: number): string => formatPercent(share, share !== 0 && share < 0.1 ? 2 : 1);

const limit = (name: string, data: number[], colour: string): Option => ({
  name, type: 'line', step: 'middle', data, symbol: 'none', silent: true, lineStyle: { color: colour, type: 'dashed', width: 1.2 }, itemStyle: { color: colour },
});
const mark = (side: number, colors: WatchColors): Option =>
  side === 0 ? {} : { symbolSize: 11, symbol: side < 0 ? 'triangle' : 'diamond', symbolRotate: side < 0 ? 180 : 0, itemStyle: { color: side < 0 ? colors.bad : colors.good } };

/** As high as shares, and limits of periods with enough contacts that they say something, ask for: those of a week that has just begun go to the sky. */
function highest(share: WatchedShare): number {
  const rarer = Math.min(share.centre ?? 0, 1 - (share.centre ?? 0));
  const highs = share.points.filter((p) => p.trials * rarer >= 5).map((p) => p.high);
  const most = Math.max(...share.points.map((p) => p.share), ...highs, 0.01) * 1.08;
  const step = 10 ** Math.floor(Math.log10(most));
  return Math.min(1, (Math.ceil((most / step) * 2) / 2) * step);
}

function frame(share: WatchedShare, tip: (point: WatchPoint) => string): Option {
  return {
    grid: { left: 8, right: 14, top: 34, bottom: 6, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 18 },
    xAxis: { type: 'category', data: share.points.map((p) => p.period), boundaryGap: false },
    tooltip: {
      trigger: 'axis',
      formatter: (items: { dataIndex: number }[]) => {
        const point = share.points[items[0]?.dataIndex ?? -1];
        return point ? `${escapeHtml(point.period)}<br/>${escapeHtml(tip(point))}` : '';
      },
    },
  };
}

/** Between the periods that the limits come from and those that are watched. */
const border = (share: WatchedShare, colour: string): Option => ({
  silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: colour, type: 'dotted' }, data: [{ xAxis: Math.max(share.baseline - 1, 0) }],
});

export function shareOption(share: WatchedShare, texts: WatchTexts, colors: WatchColors): Option {
  const centre = share.centre ?? 0;
  return {
    ...frame(share, (p) => `${shareText(p.share)} · ${texts.contacts(formatCount(p.trials), formatCount(p.successes))} · ${texts.limitsText(shareText(p.low), shareText(p.high))}`),
    yAxis: { type: 'value', min: 0, max: highest(share), splitNumber: 4, axisLabel: { formatter: (v: number) => formatPercent(v, 0) } },
    series: [
      {
        name: texts.share, type: 'line', itemStyle: { color: colors.line }, lineStyle: { color: colors.line, width: 2 }, symbolSize: share.points.length > 30 ? 4 : 6, showAllSymbol: true, markLine: border(share, colors.limit), z: 3,
        data: share.points.map((p) => ({ value: p.share, ...mark(p.beyond, colors) })),
      },
      { ...limit(texts.centre, share.points.map(() => centre), colors.limit), lineStyle: { color: colors.limit, width: 1 } },
      limit(texts.limits, share.points.map((p) => p.high), colors.limit),
      limit(texts.limits, share.points.map((p) => p.low), colors.limit),
    ],
  };
}

export function averageOption(share: WatchedShare, texts: WatchTexts, colors: WatchColors): Option {
  const number = (v: number): string => formatNumber(v, 2);
  return {
    ...frame(share, (p) => `${number(p.ewma)} · ${texts.limitsText(number(p.ewma_low), number(p.ewma_high))}`),
    yAxis: { type: 'value', splitNumber: 4, axisLabel: { formatter: number } },
    series: [
      {
        name: texts.average, type: 'line', itemStyle: { color: colors.line }, lineStyle: { color: colors.line, width: 2 }, symbolSize: share.points.length > 30 ? 4 : 6, showAllSymbol: true, markLine: border(share, colors.limit), z: 3,
        data: share.points.map((p) => ({ value: p.ewma, ...mark(p.drifted, colors) })),
      },
      limit(texts.limits, share.points.map((p) => p.ewma_high), colors.limit),
      limit(texts.limits, share.points.map((p) => p.ewma_low), colors.limit),
    ],
  };
}
