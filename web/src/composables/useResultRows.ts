// The rows of a result's table for the current filter, sort and columns. While another filter's first rows are on their way, the old
// ones stay.
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';

import { api } from '@/api/client';
import type { Cell, ResultRows } from '@/api/types';

import { RowBlocks } from './rowBlocks';

export interface RowsQuery {
  run: number;
  columns: string[];
  filter: string | undefined;
  sort: string | undefined;
}

const kPause = 80; // ms between two looks at what is in view: a dragged scroll bar passes thousands of blocks
const kAhead = 30; // rows fetched beyond the view

export function useResultRows(query: Ref<RowsQuery>) {
  const version = ref(0); // counts changes of the blocks, which are not reactive themselves
  const generation = ref(0); // counts filters and sorts shown: the table goes back to its first row
  const shown = shallowRef<RowBlocks<Cell[]>>();
  const shownColumns = ref<string[]>([]); // those that the rows shown have
  const coming = shallowRef<RowBlocks<Cell[]>>();
  let view = { first: 0, last: 40 };
  let timer: ReturnType<typeof setTimeout> | undefined;

  function start(next: RowsQuery, before?: RowsQuery): void {
    coming.value?.close();
    const { run, filter, sort } = next;
    const sameRows = before !== undefined && before.run === run && before.filter === filter && before.sort === sort;
    const blocks: RowBlocks<Cell[]> = new RowBlocks<Cell[]>(
      (offset, limit, signal) =>
        api.get<ResultRows>(`/results/${run}/rows`, { filter, sort, offset, limit, columns: next.columns.join(',') }, signal),
      { changed: () => take(blocks, next.columns, sameRows) },
    );
    coming.value = blocks;
    if (sameRows) blocks.show(view.first, view.last);
    else blocks.show(0, Math.max(1, view.last - view.first));
  }

  function take(blocks: RowBlocks<Cell[]>, columns: string[], sameRows: boolean): void {
    if (blocks === coming.value) {
      shown.value?.close();
      shown.value = blocks;
      shownColumns.value = columns;
      coming.value = undefined;
      if (!sameRows) ++generation.value;
    }
    ++version.value;
  }

  function show(first: number, last: number): void {
    view = { first: Math.max(0, first - kAhead), last: last + kAhead };
    timer ??= setTimeout(() => {
      timer = undefined;
      shown.value?.show(view.first, view.last);
    }, kPause);
  }

  watch(query, (next, before) => (JSON.stringify(next) === JSON.stringify(before) ? undefined : start(next, before)), { immediate: true });
  onScopeDispose(() => {
    clearTimeout(timer);
    shown.value?.close();
    coming.value?.close();
  });

  return {
    show,
    generation,
    columns: shownColumns,
    /** The row at an index; undefined while it is on its way. */
    row: (index: number): Cell[] | undefined => (version.value >= 0 ? shown.value?.row(index) : undefined),
    total: computed(() => (version.value >= 0 ? (shown.value?.total ?? null) : null)),
    error: computed(() => (version.value >= 0 ? (shown.value?.error ?? null) : null)),
    busy: computed(() => coming.value !== undefined),
    retry: () => (shown.value && shown.value.total !== null ? shown.value.show(view.first, view.last) : start(query.value)),
  };
}
