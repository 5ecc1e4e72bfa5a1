// Starts a job and asks after it until it has ended.
import { onBeforeUnmount, ref } from 'vue';

import { api } from '@/api/client';
import type { Job, JobRequest } from '@/api/types';

const waiting = new Set(['queued', 'running']);

export function useSimpleJob(onEnd: (job: Job) => void, everyMs = 1000) {
  const job = ref<Job>();
  const error = ref<unknown>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let left = false;

  async function ask(id: number): Promise<void> {
    try {
      take(await api.get<Job>(`/jobs/${id}`));
    } catch (problem) {
      error.value = problem;
    }
  }
  function take(answer: Job): void {
    if (left) return;
    job.value = answer;
    if (waiting.has(answer.state)) timer = setTimeout(() => void ask(answer.id), everyMs);
    else onEnd(answer);
  }
  async function start(request: JobRequest): Promise<void> {
    error.value = undefined;
    try {
      take(await api.post<Job>('/jobs', request));
    } catch (problem) {
      error.value = problem;
    }
  }
  onBeforeUnmount(() => {
    left = true;
    clearTimeout(timer);
  });
  return { job, error, start, busy: (): boolean => job.value !== undefined && waiting.has(job.value.state) };
}
