import { describe, expect, it } from 'vitest';

import type { WatchedShare } from '@/api/types';

import { averageOption, shareOption, shareText } from './watchChart';

const point = (period: string, share: number, beyond: -1 | 0 | 1 = 0) => ({
  period, trials: 1000, successes: share * 1000, share, low: 0.05, high: 0.15, beyond, ewma: share * 10, ewma_low: -1, ewma_high: 1, drifted: beyond,
});
const share: WatchedShare = {
  name: 'interest', text: 'Interest', by: '', value: '', called: '', period: 'month', trials: 3000, baseline: 2, no_chart: null, centre: 0.1, excess: 1,
  points: [point('2025-01', 0.1), point('2025-02', 0.11), point('<b>', 0.02, -1)], warnings: [],
};
const texts = { share: 'Share', limits: 'Limits', centre: 'Baseline', average: 'Average', contacts: (n: string, s: string) => `${s} of ${n}`, limitsText: (a: string, b: string) => `${a} to ${b}` };
const colors = { line: 'blue', limit: 'grey', bad: 'red', good: 'green' };
interface Drawn { series: { data: unknown[]; markLine?: { data: { xAxis: number }[] } }[]; tooltip: { formatter: (items: { dataIndex: number }[]) => string } }
const draw = (option: Record<string, unknown>) => option as unknown as Drawn;

describe('a control chart', () => {
  it('draws the share within its limits and marks what lies beyond', () => {
    const drawn = draw(shareOption(share, texts, colors));
    expect(drawn.series).toHaveLength(4);
    expect(drawn.series[0]?.data[0]).toEqual({ value: 0.1 });
    expect(drawn.series[0]?.data[2]).toMatchObject({ value: 0.02, itemStyle: { color: 'red' } });
    expect(drawn.series[2]?.data).toEqual([0.15, 0.15, 0.15]);
    expect(drawn.series[0]?.markLine?.data[0]?.xAxis).toBe(1);
  });
  it('is as high as what is drawn asks for, not the limits of a period of two contacts', () => {
    const high = (points: WatchedShare['points']) => (shareOption({ ...share, points }, texts, colors) as { yAxis: { max: number } }).yAxis.max;
    expect(high(share.points)).toBeCloseTo(0.2);
    expect(high([...share.points, { ...point('2025-04', 0), trials: 2, high: 0.8 }])).toBeCloseTo(0.2);
    expect(high([{ ...point('2025-04', 0.99), high: 1 }])).toBe(1);
  });
  it('says the numbers in words, never as HTML', () => {
    const tip = draw(shareOption(share, texts, colors)).tooltip.formatter([{ dataIndex: 2 }]);
    expect(tip).toContain('&lt;b&gt;');
    expect(tip).toContain('20 of 1,000');
    expect(draw(shareOption(share, texts, colors)).tooltip.formatter([])).toBe('');
  });
  it('draws the moving average within its own limits', () => {
    const drawn = draw(averageOption(share, texts, colors));
    expect(drawn.series[1]?.data).toEqual([1, 1, 1]);
    expect(drawn.series[2]?.data).toEqual([-1, -1, -1]);
  });
  it('writes small shares with more digits', () => {
    expect(shareText(0.0431)).toMatch(/4[.]31/);
    expect(shareText(0.112)).toMatch(/11[.]2/);
  });
});
