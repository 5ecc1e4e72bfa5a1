// The strategies with how many customers each rule caught in a run (the newest without one).
import { useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';

import { api } from '@/api/client';
import type { Strategies } from '@/api/types';

export const useStrategies = (run: Ref<string | undefined>) =>
  useQuery({
    queryKey: computed(() => ['strategies', run.value ?? 'newest']),
    queryFn: ({ signal }) => api.get<Strategies>('/strategies', { run: run.value }, signal),
  });
