// The filter and the sort of the results, kept in the address: shareable, and the back button undoes.
import { computed, type Ref } from 'vue';
import { useRoute, useRouter } from 'vue-router';

import type { Filter } from '@/api/types';

import { filterText, nextSort, parseFilter, parseSort, sortText } from './filterConditions';

export function useFilter(columns: Ref<string[]>) {
  const route = useRoute();
  const router = useRouter();

  const filter = computed<Filter>(() => parseFilter(route.query.filter));
  const sort = computed(() => parseSort(route.query.sort, columns.value));
  const filterQuery = computed(() => filterText(filter.value));
  const sortQuery = computed(() => sortText(sort.value));

  function go(filterNow: string | undefined, sortNow: string | undefined): void {
    void router.push({ params: route.params, query: { ...route.query, filter: filterNow, sort: sortNow } });
  }
  const setFilter = (next: Filter): void => go(filterText(next), sortQuery.value);
  const toggleSort = (column: string, add: boolean): void => go(filterQuery.value, sortText(nextSort(sort.value, column, add)));
  const apply = (saved: { filter: Filter; sort: string }): void => go(filterText(saved.filter), saved.sort || undefined);

  return { filter, sort, filterQuery, sortQuery, setFilter, toggleSort, apply };
}
