// The pack's dashboard: its layout, which version its tables have (asked every few seconds), and what is chosen, which stands in the
// address so that the browser's way back works.
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, inject, ref, type InjectionKey, type Ref } from 'vue';
import { useRoute, useRouter } from 'vue-router';

import { api } from '@/api/client';
import type { DashboardInfo, DashboardVersion } from '@/api/types';
import { language } from '@/i18n';

/** How much larger than on an ordinary page everything is. */
export const scaleKey: InjectionKey<Ref<number>> = Symbol('dashboard scale');
export const useScale = (): Ref<number> => inject(scaleKey, ref(1));

export function useDashboard() {
  const route = useRoute();
  const router = useRouter();
  const info = useQuery({
    queryKey: computed(() => ['dashboard', language.value]),
    queryFn: ({ signal }) => api.get<DashboardInfo>('/dashboard', {}, signal),
    placeholderData: keepPreviousData,
  });
  const isEmpty = computed(() => info.data.value !== undefined && info.data.value.charts.length === 0);
  const state = useQuery({
    queryKey: ['dashboard version'],
    queryFn: async ({ signal }) => {
      const now = await api.get<DashboardVersion>('/dashboard/version', {}, signal);
      if (info.data.value && now.version !== info.data.value.version) void info.refetch(); // filters may have new values
      return now;
    },
    refetchInterval: (query) => (isEmpty.value ? false : query.state.data?.making ? 1000 : 1000 * (info.data.value?.refresh_seconds || 10)),
  });
  const version = computed(() => state.data.value?.version ?? info.data.value?.version ?? 0);
  const choice = computed<Record<string, string>>(() => {
    const names = info.data.value?.filters.map((f) => f.name) ?? [];
    const chosen = Object.entries(route.query).filter(([name, value]) => names.includes(name) && typeof value === 'string' && value !== '');
    return Object.fromEntries(chosen) as Record<string, string>; // the first chosen first
  });
  const isChosen = computed(() => Object.keys(choice.value).length > 0);

  function without(name: string): Record<string, unknown> {
    return Object.fromEntries(Object.entries(route.query).filter(([key]) => key !== name));
  }
  /** Null takes the filter away; the value that is chosen already does too where it is clicked again. */
  function choose(name: string, value: string | null, again = false): void {
    const isOff = value === null || value === '' || (again && choice.value[name] === value);
    void router.push({ query: (isOff ? without(name) : { ...without(name), [name]: value }) as never });
  }
  /** One step up: takes away what was chosen last. */
  function back(): void {
    const last = Object.keys(choice.value).at(-1);
    if (last) choose(last, null);
  }
  const clear = (): void => void router.push({ query: {} });
  return { info, state, version, choice, isChosen, isEmpty, choose, back, clear };
}
export type Dashboard = ReturnType<typeof useDashboard>;
