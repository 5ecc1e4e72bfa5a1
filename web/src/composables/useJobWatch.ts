// While somebody is signed in: finds jobs that others started, and fetches anew whatever a job that ended may have changed.
import { useQueryClient } from '@tanstack/vue-query';
import { onBeforeUnmount, onMounted } from 'vue';

import { useJob } from './useJob';

const kEveryMs = 15_000;

export function useJobWatch(): void {
  const queries = useQueryClient();
  const jobs = useJob();
  // A server that is away now is asked again in a moment; the pages themselves say that it is away.
  const look = () => void jobs.refresh().catch(() => undefined);
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = jobs.onEnded(() => void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'pack' }));
  onMounted(() => {
    look();
    timer = setInterval(look, kEveryMs);
  });
  onBeforeUnmount(() => {
    stop();
    clearInterval(timer);
  });
}
