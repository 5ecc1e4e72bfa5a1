// Follows one job until its end: by server-sent events, and by asking again and again where those do not come through.
import { api, ApiProblem, apiUrl } from '@/api/client';
import type { Job, JobState } from '@/api/types';

export interface JobSource {
  read(id: number): Promise<Job>;
  /** Events until stopped; `onBroken` once when none will come any more. */
  listen(id: number, onJob: (job: Job) => void, onBroken: () => void): () => void;
}

export const isFinal = (state: JobState): boolean => state !== 'queued' && state !== 'running';

function listen(id: number, onJob: (job: Job) => void, onBroken: () => void): () => void {
  const events = new EventSource(apiUrl(`/jobs/${id}/events`));
  let errors = 0;
  events.addEventListener('job', (event) => {
    errors = 0;
    onJob(JSON.parse(event.data as string) as Job);
  });
  events.onerror = () => {
    // The browser tries again by itself unless the server refused.
    if (events.readyState !== EventSource.CLOSED && ++errors < 2) return;
    events.close();
    onBroken();
  };
  return () => events.close();
}

export const httpSource: JobSource = { read: (id) => api.get<Job>(`/jobs/${id}`), listen };

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Calls `onJob` at every change; `onLost` if the server does not know the job or nobody is signed in. Returns how to stop. */
export function followJob(id: number, onJob: (job: Job) => void, onLost: () => void, source: JobSource = httpSource, wait = pause): () => void {
  let stopped = false;
  const take = (job: Job) => {
    if (stopped) return;
    if (isFinal(job.state)) stop();
    onJob(job);
  };

  async function poll(): Promise<void> {
    for (let seconds = 1; !stopped; seconds = Math.min(5, seconds + 1)) {
      try {
        take(await source.read(id));
      } catch (error) {
        if (!stopped && error instanceof ApiProblem && [401, 403, 404].includes(error.problem.status)) {
          stop();
          onLost();
        }
      }
      if (!stopped) await wait(seconds * 1000);
    }
  }

  const close = source.listen(id, take, () => void poll());
  function stop(): void {
    stopped = true;
    close();
  }
  return stop;
}
