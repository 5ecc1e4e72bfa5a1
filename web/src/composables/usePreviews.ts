// What the server understood of uploaded files, and which column is to be read from which header. Files with the same headers share
// their mapping; files with different mappings are loaded by jobs of their own.
import { useQueries } from '@tanstack/vue-query';
import { computed, reactive, type Ref } from 'vue';

import { api } from '@/api/client';
import type { JobRequest, Preview } from '@/api/types';

export type Mapping = Record<string, string>; // column -> header

const signature = (headers: string[]): string => JSON.stringify(headers);

/** One ingest request for each set of uploads with the same mapping, in the order of the first of each. */
export function ingestRequests(files: { id: string; mapping: Mapping }[], pseudonymise: boolean): JobRequest[] {
  const groups = new Map<string, { uploads: string[]; mapping: Mapping }>();
  for (const { id, mapping } of files) {
    const key = JSON.stringify(Object.entries(mapping).sort());
    const group = groups.get(key) ?? { uploads: [], mapping };
    group.uploads.push(id);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ uploads, mapping }) => ({
    kind: 'ingest' as const, uploads, ...(Object.keys(mapping).length > 0 ? { mapping } : {}), ...(pseudonymise ? { pseudonymise } : {}),
  }));
}

export function usePreviews(ids: Ref<string[]>) {
  const headersOf = reactive<Record<string, string[]>>({});
  const mappings = reactive<Record<string, Mapping>>({}); // by the headers' signature
  const mappingOf = (id: string): Mapping => mappings[signature(headersOf[id] ?? [id])] ?? {};

  const queries = useQueries({
    queries: computed(() =>
      ids.value.map((id) => ({
        queryKey: ['uploads', id, 'preview', mappingOf(id)],
        queryFn: async () => {
          const mapping = mappingOf(id);
          const preview = await api.get<Preview>(`/uploads/${encodeURIComponent(id)}/preview`, Object.keys(mapping).length > 0 ? { mapping } : {});
          headersOf[id] ??= preview.headers;
          return preview;
        },
        staleTime: Infinity,
        placeholderData: (previous: Preview | undefined) => previous,
      })),
    ),
  });
  const states = computed(() =>
    ids.value.map((id, at) => ({ id, preview: queries.value[at]?.data, error: queries.value[at]?.error, retry: () => void queries.value[at]?.refetch() })));

  /** Reads `column` from `header` (null: as the server finds it) in every file with the headers of `id`. */
  function map(id: string, column: string, header: string | null): void {
    const key = signature(headersOf[id] ?? [id]);
    const mapping = { ...mappings[key] };
    for (const other of Object.keys(mapping)) if (mapping[other] === header) delete mapping[other]; // a header is read once
    if (header === null) delete mapping[column];
    else mapping[column] = header;
    mappings[key] = mapping;
  }
  const reset = (id: string): void => void delete mappings[signature(headersOf[id] ?? [id])];

  return { states, mappingOf, map, reset };
}
