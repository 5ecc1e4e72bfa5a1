import { expect, test } from 'vitest';

import type { Job, JobRequest, PackParts, TaskState } from '@/api/types';

import { chainOf, startChain } from './taskRun';

const parts: PackParts = { journeys: false, task: true, dashboard: true, results: true, segments: true, layers: true, contacts: true };
const trained = { training: { run: 1 } } as unknown as TaskState;

test('the chain trains only where there is no model, and leaves out what the pack has not', () => {
  expect(chainOf(null, parts)).toEqual(['train', 'predict', 'segment', 'plan']);
  expect(chainOf(trained, parts)).toEqual(['predict', 'segment', 'plan']);
  expect(chainOf(trained, { ...parts, segments: false })).toEqual(['predict', 'plan']);
  expect(chainOf(trained, { ...parts, segments: false, results: false })).toEqual(['predict']);
});

function server() {
  const started: string[] = [];
  const cancelled: number[] = [];
  const told = new Set<(job: Job) => void>();
  const job = (id: number, state: Job['state']) => ({ id, state }) as Job;
  return {
    started,
    cancelled,
    listeners: () => told.size,
    end: (id: number, state: Job['state']) => [...told].forEach((tell) => tell(job(id, state))),
    start: (request: JobRequest) => Promise.resolve(job(started.push(request.kind), 'queued')),
    cancel: (id: number) => (cancelled.push(id), Promise.resolve(job(id, 'cancelled'))),
    onEnded: (tell: (job: Job) => void) => (told.add(tell), () => void told.delete(tell)),
  };
}

test('where a step fails, those after it are taken back', async () => {
  const jobs = server();
  await startChain(['predict', 'segment', 'plan'], jobs);
  expect(jobs.started).toEqual(['predict', 'segment', 'plan']);
  jobs.end(1, 'done');
  jobs.end(9, 'failed'); // somebody else's
  expect(jobs.cancelled).toEqual([]);
  jobs.end(2, 'failed');
  expect(jobs.cancelled).toEqual([3]);
  expect(jobs.listeners()).toBe(0);
});

test('nothing is taken back where all come to their end', async () => {
  const jobs = server();
  await startChain(['predict', 'plan'], jobs);
  jobs.end(1, 'done');
  jobs.end(2, 'done');
  expect(jobs.cancelled).toEqual([]);
  expect(jobs.listeners()).toBe(0);
});
