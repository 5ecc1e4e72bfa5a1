import { expect, test } from 'vitest';

import { daysIn, eventsIn, indicesOf, lastDays, wholePeriod } from './period';

const days = Array.from({ length: 10 }, (_, at) => ({ date: `2025-03-${String(at + 1).padStart(2, '0')}`, events: at, customers: 1 }));

test('presets', () => {
  expect(wholePeriod(days)).toEqual({ from: '2025-03-01', to: '2025-03-10' });
  expect(lastDays(days, 7)).toEqual({ from: '2025-03-04', to: '2025-03-10' });
  expect(lastDays(days, 90)).toEqual(wholePeriod(days));
  expect(wholePeriod([])).toEqual({ from: '', to: '' });
});

test('both ends count', () => {
  const period = { from: '2025-03-02', to: '2025-03-04' };
  expect(daysIn(period)).toBe(3);
  expect(eventsIn(days, period)).toBe(1 + 2 + 3);
  expect(indicesOf(days, period)).toEqual({ first: 1, last: 3 });
});

test('what lies outside is cut off', () => {
  expect(indicesOf(days, { from: '2024-01-01', to: '2030-01-01' })).toEqual({ first: 0, last: 9 });
  expect(indicesOf([], { from: '', to: '' })).toEqual({ first: 0, last: 0 });
});
