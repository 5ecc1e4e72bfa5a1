// Long work on the server: starts it, follows what is under way (also what was started before a reload or by somebody else),
// cancels it, starts it again.
import { computed, reactive, ref } from 'vue';

import { api } from '@/api/client';
import type { Job, JobRequest, Jobs } from '@/api/types';

import { followJob, httpSource, isFinal, type JobSource } from './followJob';

export interface JobApi extends JobSource {
  list(): Promise<Job[]>;
  start(request: JobRequest): Promise<Job>;
  cancel(id: number): Promise<Job>;
  restart(id: number): Promise<Job>;
}

const httpApi: JobApi = {
  ...httpSource,
  list: async () => (await api.get<Jobs>('/jobs', { limit: 120 })).jobs,
  start: (request) => api.post<Job>('/jobs', request),
  cancel: (id) => api.delete<Job>(`/jobs/${id}`),
  restart: (id) => api.post<Job>(`/jobs/${id}/restart`),
};

const kDismissed = 'auspex.jobs.dismissed';

export function createJobs(server: JobApi, follow: typeof followJob = followJob) {
  const known = reactive(new Map<number, Job>());
  const followers = new Map<number, () => void>();
  const ended = new Set<(job: Job) => void>();
  const seenAlive = reactive(new Set<number>()); // jobs that were under way during this visit
  const dismissed = ref(JSON.parse(localStorage.getItem(kDismissed) ?? '[]') as number[]);

  const newestFirst = computed(() => [...known.values()].sort((a, b) => b.id - a.id));
  const active = computed(() => newestFirst.value.filter((job) => !isFinal(job.state)));

  function note(job: Job): Job {
    const before = known.get(job.id);
    if (before && isFinal(before.state) && !isFinal(job.state)) return before; // an answer that was overtaken
    known.set(job.id, job);
    if (!isFinal(job.state)) seenAlive.add(job.id);
    else if (seenAlive.has(job.id) && !(before && isFinal(before.state))) ended.forEach((tell) => tell(job));
    return job;
  }

  /** Follows the oldest job under way, the one that runs. Not all of them: a browser has six connections to a server, and more streams
   *  than that would leave none for anything else. What became of a job that waits is seen when its turn comes, or by refresh. */
  function followOldest(): void {
    const oldest = active.value.at(-1)?.id;
    for (const [id, stop] of followers) {
      if (id === oldest) continue;
      stop();
      followers.delete(id);
    }
    if (oldest !== undefined && !followers.has(oldest)) followers.set(oldest, follow(oldest, take, () => forget(oldest), server));
  }

  function take(job: Job): Job {
    const now = note(job);
    followOldest();
    return now;
  }

  function forget(id: number): void {
    known.delete(id);
    followOldest();
  }

  async function refresh(): Promise<void> {
    (await server.list()).forEach(note);
    followOldest();
  }
  const start = async (request: JobRequest): Promise<Job> => take(await server.start(request));
  const cancel = async (id: number): Promise<Job> => take(await server.cancel(id));

  async function restart(id: number): Promise<Job> {
    const job = take(await server.restart(id));
    dismiss(id);
    return job;
  }

  function dismiss(id: number): void {
    dismissed.value = [...dismissed.value, id].slice(-100);
    localStorage.setItem(kDismissed, JSON.stringify(dismissed.value));
  }

  /** What a page about these kinds shows: all that is under way, and how the newest one ended if that is news. */
  function shown(kinds: JobRequest['kind'][]): Job[] {
    const all = newestFirst.value.filter((job) => kinds.includes(job.request.kind));
    const news = (job: Job) => !dismissed.value.includes(job.id) && (seenAlive.has(job.id) || job.state === 'interrupted' || job.state === 'failed');
    return all.filter((job, at) => !isFinal(job.state) || (news(job) && (at === 0 || seenAlive.has(job.id))));
  }

  /** Calls `tell` with every job that ends during this visit; returns how to stop that. */
  function onEnded(tell: (job: Job) => void): () => void {
    ended.add(tell);
    return () => void ended.delete(tell);
  }

  function clear(): void {
    known.clear();
    followOldest();
    seenAlive.clear();
  }

  return { newestFirst, active, refresh, start, cancel, restart, dismiss, shown, onEnded, clear };
}

const shared = createJobs(httpApi);
export const useJob = () => shared;
