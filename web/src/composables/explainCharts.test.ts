import { expect, test } from 'vitest';

import type { TaskFeature } from '@/api/types';
import type { ChartColors } from '@/chartTheme';

import { beeswarmOption, dependenceOption, dependencePoints, stepOf, swarm, waterfallOption } from './explainCharts';

const feature = (more: Partial<TaskFeature> = {}): TaskFeature => ({
  name: 'x', meaning: '<b>x</b>', group: 'g', unit: '', source: '', format: 'number', categories: [], follows: [], missing: 0, least: 0, low: 0, median: 5, high: 10, most: 20, ...more,
});
const colors: ChartColors = { text: '#000', secondary: '#111', line: '#222', card: '#fff', primary: '#00f', accent: '#0f0', series: ['#1', '#2', '#3'] };
const words = { value: 'value', missing: 'not known', unit: 'log odds' };

test('colours go by where a value stands between its 1 % and 99 %', () => {
  expect([0, 1.9, 2, 5, 9.99, 10, 25, -3].map((value) => stepOf(feature(), value))).toEqual([0, 0, 1, 2, 4, 4, 4, 0]);
  expect(stepOf(feature(), null)).toBeNull();
  expect(stepOf(feature({ categories: ['a'] }), 0)).toBeNull();
});

test('dots at one place lie above and below each other, within their row', () => {
  const offsets = swarm([0, 0, 0, 5], 1);
  expect(new Set(offsets.slice(0, 3)).size).toBe(3);
  expect(offsets[3]).toBe(0);
  for (const offset of swarm(new Array<number>(500).fill(0), 1)) expect(Math.abs(offset)).toBeLessThanOrEqual(1);
});

test('a swarm draws every customer once, and its texts are no HTML', () => {
  const option = beeswarmOption([feature()], { x: { values: [1, 9, null], shares: [0.1, -0.2, 0] } }, colors, false, false, words);
  const series = option.series as { data: number[][] }[];
  expect(series.flatMap((one) => one.data)).toHaveLength(3);
  expect(series[5]!.data).toHaveLength(1);
  const { formatter } = option.tooltip as { formatter: (item: { value: number[] }) => string };
  expect(formatter({ value: [0.1, 0, 0, 0] })).toContain('&lt;b&gt;x&lt;/b&gt;');
});

test('missing values stand apart, and those beyond the picture are counted', () => {
  const points = { values: [1, null, 50], shares: [0.1, 0.2, 0.3] };
  expect(dependencePoints(feature(), points)).toEqual({ inside: [[1, 0.1]], missing: [0.2], outside: 1 });
  expect((dependenceOption(feature(), points, colors, words).grid as unknown[])).toHaveLength(2);
  expect((dependenceOption(feature(), { values: [1], shares: [1] }, colors, words).grid as unknown[])).toHaveLength(1);
});

test('a waterfall draws what was before only where there is something', () => {
  const steps = [{ label: 'a', share: 1, from: 0, to: 1, kind: 'group' as const }];
  const draw = (before: typeof steps | null) => waterfallOption(steps, before, colors, 'g', 'b', false, { unit: 'log odds', was: (share) => `was ${share}` });
  expect(draw(null).series).toHaveLength(1);
  expect(draw(steps).series).toHaveLength(2);
  const { formatter } = draw(steps).tooltip as { formatter: (item: { dataIndex: number }) => string };
  expect(formatter({ dataIndex: 0 })).toBe('<b>a</b><br>+1.00 log odds<br>was +1.00');
});
