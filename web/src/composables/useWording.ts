// The pack's words: names of columns, charts, families in the page's language, as wording/LANGUAGE.toml of the pack has them.
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';

import { api } from '@/api/client';
import type { Pack } from '@/api/types';
import { language } from '@/i18n';

export function useWording() {
  const query = useQuery({ queryKey: ['pack'], queryFn: () => api.get<Pack>('/pack'), staleTime: Infinity });
  const pack = computed(() => query.data.value);
  /** The text of `kind.name` (kind: column, chart, card, family, channel, …); the name itself where the pack has none. */
  const word = (kind: string, name: string): string => pack.value?.wording[language.value]?.[`${kind}.${name}`] ?? name;
  return { pack, word, query };
}
