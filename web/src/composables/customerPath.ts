// Where a customer is explained: by the reasons of the pack's task, or by the journey.
import type { RouteLocationRaw } from 'vue-router';

import { parts } from '@/areas';

export function customerPath(id: string, run?: number): RouteLocationRaw {
  const area = parts.value?.task ? 'explain' : 'customers';
  return { path: `/${area}/${encodeURIComponent(id)}`, query: area === 'customers' && run !== undefined ? { run: String(run) } : {} };
}
