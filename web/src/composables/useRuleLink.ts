// The address of the results that a rule caught, where the results can be filtered by rule.
import { useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';

import { api } from '@/api/client';
import type { Filter, ResultInfo } from '@/api/types';

export function useRuleLink(run: Ref<number | null | undefined>) {
  const query = useQuery({
    queryKey: computed(() => ['results', run.value]),
    queryFn: ({ signal }) => api.get<ResultInfo>(`/results/${run.value}`, {}, signal),
    enabled: computed(() => typeof run.value === 'number'),
  });
  const possible = computed(() => query.data.value?.columns.some((column) => column.name === 'rule') ?? false);
  return (rule: string | null): string | null => {
    if (!possible.value) return null;
    const filter: Filter = { all: [rule === null ? { column: 'rule', op: 'empty' } : { column: 'rule', op: 'in', values: [rule] }] };
    return `/results/${run.value}?filter=${encodeURIComponent(JSON.stringify(filter))}`;
  };
}
