import { afterEach, expect, test } from 'vitest';

import type { PackParts } from '@/api/types';
import { parts } from '@/areas';

import { customerPath } from './customerPath';

const has: PackParts = { journeys: false, task: false, dashboard: false, results: true, segments: false, layers: false, contacts: false };
afterEach(() => (parts.value = null));

test('a customer of a task is explained, one of journeys is shown as of the run', () => {
  parts.value = { ...has, task: true };
  expect(customerPath('U 1/2', 7)).toEqual({ path: '/explain/U%201%2F2', query: {} });
  parts.value = { ...has, journeys: true };
  expect(customerPath('a', 7)).toEqual({ path: '/customers/a', query: { run: '7' } });
  expect(customerPath('a')).toEqual({ path: '/customers/a', query: {} });
});
