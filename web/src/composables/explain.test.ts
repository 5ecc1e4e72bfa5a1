import { expect, test } from 'vitest';

import type { TaskFeature, TaskLine, TaskScore } from '@/api/types';
import { i18n } from '@/i18n';

import { leadingGroups, moversOf, rangeOf, valueOf, waterfall, worthMoving, writeMargin, writeShare, writeValue } from './explain';

const feature = (name: string, more: Partial<TaskFeature> = {}): TaskFeature => ({
  name, meaning: name, group: 'g', unit: '', source: '', format: 'number', categories: [], follows: [], missing: 0, least: 0, low: 0, median: 5, high: 10, most: 20, ...more,
});
const line = (name: string, share: number, number: number | null = 1): TaskLine => ({ name, share, value: '', number, category: null });
const score: TaskScore = {
  probability: 0.5, raw: 0.5, rank: 1, listed: true, margin: 1.5,
  reasons: [{ group: 'a', feature: 'a', share: 2, text: '' }, { group: 'b', feature: 'b', share: -1, text: '' }, { group: 'c', feature: 'c', share: 0.5, text: '' }],
  features: [],
};
const words = { base: 'begin', rest: 'rest', margin: 'end' };

test('every step begins where the one before ends, and the last stands on the ground', () => {
  const steps = waterfall(0, score, ['a', 'b'], words);
  expect(steps.map((step) => [step.label, step.from, step.to])).toEqual([['begin', 0, 0], ['a', 0, 2], ['b', 2, 1], ['rest', 1, 1.5], ['end', 0, 1.5]]);
  expect(waterfall(0, score, ['a', 'b', 'c'], words)).toHaveLength(5);
});

test('groups come by size, whatever their sign', () => expect(leadingGroups(score.reasons, 2)).toEqual(['a', 'b']));

test('what follows a feature moves with it, over others too', () => {
  const features = [feature('total'), feature('growth', { follows: ['total'] }), feature('months', { follows: ['growth'] }), feature('age')];
  expect([...moversOf('total', features)]).toEqual(['total', 'growth', 'months']);
});

test('sliders reach from the 1 % to the 99 % and to the customer, in steps that people count in', () => {
  expect(rangeOf(feature('x'), 3)).toEqual({ low: 0, high: 10, step: 0.05 });
  expect(rangeOf(feature('x', { format: 'integer' }), 14)).toEqual({ low: 0, high: 14, step: 1 });
  expect(rangeOf(feature('x', { low: 4, high: 4 }), null)).toBeNull();
  expect(rangeOf(feature('x', { categories: ['a'] }), null)).toBeNull();
});

test('what carries most comes first, and what only follows last', () => {
  const features = [feature('age'), feature('total'), feature('growth', { follows: ['total'] }), feature('fixed', { low: 1, high: 1 })];
  const lines = [line('age', 0.5), line('total', 0.1), line('growth', -0.9), line('fixed', 3, 1)];
  expect(worthMoving(features, lines).map((one) => one.name)).toEqual(['total', 'age', 'growth']);
});

test('values are written with their unit, and what is missing in words', () => {
  i18n.global.locale.value = 'en';
  expect(writeValue(feature('m', { format: 'money', unit: 'CNY' }), 1234567.4, '–')).toBe('1,234,567 CNY');
  expect(writeValue(feature('p', { format: 'percent' }), 0.1234, '–')).toBe('12.3%');
  expect(writeValue(feature('c'), 'north', '–')).toBe('north');
  expect(writeValue(feature('c'), null, 'not known')).toBe('not known');
  expect([writeShare(0.05), writeShare(0.3), writeShare(-1.234), writeMargin(-3.2)]).toEqual(['+0.050', '+0.30', '−1.23', '−3.20']);
  expect(valueOf({ ...line('x', 0, null), category: 'a' })).toBe('a');
});
