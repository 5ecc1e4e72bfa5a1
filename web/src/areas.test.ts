import { expect, test } from 'vitest';

import { applies, areasOf, startOf } from './areas';

const journeys = { journeys: true, task: false, dashboard: true };
const tables = { journeys: false, task: true, dashboard: true };

test('a pack of journeys has every area and begins with its data', () => {
  expect(areasOf(journeys, true)).toEqual(['data', 'predict', 'results', 'dashboard', 'customers', 'models', 'strategies', 'accounts']);
  expect(startOf(journeys)).toBe('/data');
});

test('a pack of tables has data, dashboard and accounts, and begins with the dashboard', () => {
  expect(areasOf(tables, true)).toEqual(['data', 'dashboard', 'accounts']);
  expect(areasOf(tables, false)).toEqual(['data', 'dashboard']);
  expect(startOf(tables)).toBe('/dashboard');
  expect(applies('strategies', tables)).toBe(false);
  expect(applies('misspelt', tables)).toBe(true);
});

test('without a dashboard there is no such area and no big screen', () => {
  expect(areasOf({ ...tables, dashboard: false }, false)).toEqual(['data']);
  expect(applies('screen', { ...journeys, dashboard: false })).toBe(false);
  expect(startOf({ ...tables, dashboard: false })).toBe('/data');
});

test('until it is known what the pack has, no area is held back', () => {
  expect(areasOf(null, false)).toHaveLength(7);
  expect(startOf(null)).toBe('/data');
});
