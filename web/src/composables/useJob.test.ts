import { beforeEach, expect, test, vi } from 'vitest';

import { ApiProblem } from '@/api/client';
import type { Job, JobState } from '@/api/types';

import { followJob, type JobSource } from './followJob';
import { createJobs, type JobApi } from './useJob';

const jobOf = (id: number, state: JobState, kind: 'ingest' | 'predict' = 'ingest'): Job => ({
  id, state, request: kind === 'ingest' ? { kind, uploads: [] } : { kind }, by: 'ann', created: '', started: null, finished: null,
  progress: null, run: null, summary: null, problem: null,
});

function fakeServer(jobs: Job[] = []) {
  const listeners = new Map<number, { tell: (job: Job) => void; breakOff: () => void }>();
  const server: JobApi = {
    list: async () => jobs,
    start: async () => jobOf(9, 'queued'),
    cancel: async (id) => jobOf(id, 'running'),
    restart: async () => jobOf(10, 'queued'),
    read: async (id) => jobOf(id, 'running'),
    listen: (id, tell, breakOff) => {
      listeners.set(id, { tell, breakOff });
      return () => void listeners.delete(id);
    },
  };
  return { server, listeners };
}

beforeEach(() => localStorage.clear());

test('follows what is under way after a reload, and tells of its end once', async () => {
  const { server, listeners } = fakeServer([jobOf(2, 'running'), jobOf(1, 'done')]);
  const jobs = createJobs(server);
  const ended = vi.fn();
  jobs.onEnded(ended);
  await jobs.refresh();
  await jobs.refresh();
  expect([...listeners.keys()]).toEqual([2]);
  expect(jobs.active.value.map((j) => j.id)).toEqual([2]);
  listeners.get(2)!.tell(jobOf(2, 'done'));
  expect(ended).toHaveBeenCalledTimes(1);
  expect(listeners.size).toBe(0);
  await jobs.refresh(); // the list is older than the event
  expect(jobs.active.value).toEqual([]);
  expect(ended).toHaveBeenCalledTimes(1);
});

test('follows one job at a time, the oldest: the browser needs its connections for other things', async () => {
  const { server, listeners } = fakeServer([jobOf(5, 'queued'), jobOf(4, 'queued'), jobOf(3, 'running')]);
  const jobs = createJobs(server);
  await jobs.refresh();
  expect([...listeners.keys()]).toEqual([3]);
  await jobs.start({ kind: 'ingest', uploads: ['a'] });
  expect([...listeners.keys()]).toEqual([3]);
  listeners.get(3)!.tell(jobOf(3, 'done'));
  expect([...listeners.keys()]).toEqual([4]);
  listeners.get(4)!.tell(jobOf(4, 'cancelled'));
  expect([...listeners.keys()]).toEqual([5]);
});

test('shows what is under way, what ended during the visit, and failures that nobody has put away', async () => {
  const { server, listeners } = fakeServer([jobOf(4, 'failed'), jobOf(3, 'done'), jobOf(2, 'interrupted', 'predict'), jobOf(1, 'failed')]);
  const jobs = createJobs(server);
  await jobs.refresh();
  expect(jobs.shown(['ingest']).map((j) => j.id)).toEqual([4]);
  expect(jobs.shown(['predict']).map((j) => j.id)).toEqual([2]);
  jobs.dismiss(4);
  expect(jobs.shown(['ingest'])).toEqual([]);
  await jobs.start({ kind: 'ingest', uploads: ['a'] });
  listeners.get(9)!.tell(jobOf(9, 'done'));
  expect(jobs.shown(['ingest']).map((j) => j.id)).toEqual([9]);
  expect(createJobs(server).shown(['ingest'])).toEqual([]);
});

test('starts an interrupted job again and puts the old one away', async () => {
  const { server, listeners } = fakeServer([jobOf(2, 'interrupted')]);
  const jobs = createJobs(server);
  await jobs.refresh();
  await jobs.restart(2);
  expect(jobs.shown(['ingest']).map((j) => j.id)).toEqual([10]);
  listeners.get(10)!.tell(jobOf(10, 'cancelled'));
  expect(jobs.active.value).toEqual([]);
});

test('asks again and again where events do not come through', async () => {
  const answers: (Job | ApiProblem)[] = [jobOf(1, 'running'), new ApiProblem({ type: '', status: 0, code: 'unreachable', title: '' }), jobOf(1, 'interrupted')];
  const source: JobSource = {
    listen: (_id, _tell, broken) => {
      setTimeout(broken);
      return () => undefined;
    },
    read: async () => {
      const next = answers.shift()!;
      if (next instanceof ApiProblem) throw next;
      return next;
    },
  };
  const states: JobState[] = [];
  const waits: number[] = [];
  followJob(1, (job) => states.push(job.state), () => undefined, source, async (ms) => void waits.push(ms));
  await vi.waitFor(() => expect(states).toEqual(['running', 'interrupted']));
  expect(waits).toEqual([1000, 2000]);
});

test('gives a job up that the server does not know', async () => {
  const lost = vi.fn();
  const source: JobSource = {
    listen: (_id, _tell, broken) => {
      setTimeout(broken);
      return () => undefined;
    },
    read: async () => {
      throw new ApiProblem({ type: '', status: 404, code: 'not_found', title: 'gone' });
    },
  };
  followJob(1, () => undefined, lost, source);
  await vi.waitFor(() => expect(lost).toHaveBeenCalled());
});
