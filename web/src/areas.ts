// Which areas there are for what a pack has, and where to begin.
import { ref } from 'vue';

import { api } from '@/api/client';
import type { Pack, PackParts } from '@/api/types';

/** In the order of the navigation. */
export const allAreas = ['data', 'predict', 'results', 'watch', 'dashboard', 'layers', 'segments', 'customers', 'explain', 'models', 'strategies', 'accounts'] as const;
export type Area = (typeof allAreas)[number];

/** What a pack must have one of for an area to show anything; an area that is not here always does. */
const needs: Record<string, (keyof PackParts)[]> = {
  predict: ['journeys', 'task'],
  results: ['results'],
  watch: ['contacts'],
  dashboard: ['dashboard'],
  screen: ['dashboard'],
  layers: ['layers'],
  segments: ['segments'],
  customers: ['journeys'],
  explain: ['task'],
  models: ['journeys', 'task'],
  strategies: ['journeys'],
};

/** What the server's pack has; null until it is known. It stays the same while the server runs. */
export const parts = ref<PackParts | null>(null);
export async function loadParts(): Promise<void> {
  if (parts.value === null) parts.value = (await api.get<Pack>('/pack')).parts;
}

/** Whether an area shows anything of such a pack; every area does until it is known what the pack has. */
export const applies = (area: string, has: PackParts | null): boolean => has === null || (needs[area]?.some((part) => has[part]) ?? true);

/** The areas that apply; those for administrators only where `isAdmin`. */
export const areasOf = (has: PackParts | null, isAdmin: boolean): Area[] =>
  allAreas.filter((area) => applies(area, has) && (area !== 'accounts' || isAdmin));

/** Work begins with files where there are journeys; tables are looked at on their dashboard. */
export const startOf = (has: PackParts | null): string => (has !== null && !has.journeys && has.dashboard ? '/dashboard' : '/data');
