// What "foretell and plan" starts for a task: one job after the other, and the rest is taken back where one does not come to its end.
import type { Job, JobRequest, PackParts, TaskState } from '@/api/types';

export type TaskStepName = 'train' | 'predict' | 'segment' | 'plan';

/** The jobs that lead from what is there to a plan of contacts; training only where there is no model yet. */
export function chainOf(state: TaskState | null, parts: PackParts | null): TaskStepName[] {
  const steps: TaskStepName[] = state?.training ? [] : ['train'];
  steps.push('predict');
  if (parts?.segments) steps.push('segment');
  if (parts?.results) steps.push('plan');
  return steps;
}

interface JobStarter {
  start(request: JobRequest): Promise<Job>;
  cancel(id: number): Promise<Job>;
  onEnded(tell: (job: Job) => void): () => void;
}

/** Queues the steps in order. The server does them one by one; if one fails or is cancelled, those that still wait are cancelled. */
export async function startChain(steps: TaskStepName[], jobs: JobStarter): Promise<void> {
  const waiting: number[] = [];
  const stop = jobs.onEnded((job) => {
    if (!waiting.includes(job.id)) return;
    const after = waiting.filter((id) => id > job.id);
    waiting.splice(0, waiting.length, ...after);
    if (job.state !== 'done') {
      waiting.splice(0);
      after.forEach((id) => void jobs.cancel(id).catch(() => undefined)); // it may have begun and ended meanwhile
    }
    if (waiting.length === 0) stop();
  });
  try {
    for (const kind of steps) waiting.push((await jobs.start({ kind })).id);
  } catch (problem) {
    if (waiting.length === 0) stop();
    throw problem;
  }
}
