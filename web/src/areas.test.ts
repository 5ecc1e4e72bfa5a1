import { expect, test } from 'vitest';

import { applies, areasOf, startOf } from './areas';

const journeys = { journeys: true, task: false, dashboard: true, results: true, segments: false, layers: false, contacts: false };
const tables = { journeys: false, task: true, dashboard: true, results: true, segments: true, layers: true, contacts: true };

test('a pack of journeys has the areas of journeys and begins with its data', () => {
  expect(areasOf(journeys, true)).toEqual(['data', 'predict', 'results', 'dashboard', 'customers', 'models', 'strategies', 'accounts']);
  expect(startOf(journeys)).toBe('/data');
});

test('a pack of tables has the areas of its parts, and begins with the dashboard', () => {
  expect(areasOf(tables, true)).toEqual(['data', 'predict', 'results', 'watch', 'dashboard', 'layers', 'segments', 'explain', 'models', 'accounts']);
  expect(areasOf({ ...tables, results: false, segments: false, layers: false, contacts: false }, false)).toEqual(['data', 'predict', 'dashboard', 'explain', 'models']);
  expect(startOf(tables)).toBe('/dashboard');
  expect(applies('strategies', tables)).toBe(false);
  expect(applies('misspelt', tables)).toBe(true);
});

test('without a dashboard there is no such area and no big screen', () => {
  expect(areasOf({ ...tables, dashboard: false }, false)).not.toContain('dashboard');
  expect(applies('screen', { ...journeys, dashboard: false })).toBe(false);
  expect(startOf({ ...tables, dashboard: false })).toBe('/data');
});

test('until it is known what the pack has, no area is held back', () => {
  expect(areasOf(null, false)).toHaveLength(11);
  expect(startOf(null)).toBe('/data');
});
