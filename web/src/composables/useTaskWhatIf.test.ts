import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { effectScope, ref } from 'vue';

import { api } from '@/api/client';
import type { TaskWhatIf } from '@/api/types';

import { kPauseMs, useTaskWhatIf } from './useTaskWhatIf';

const answerOf = (probability: number): TaskWhatIf => ({ before: { probability: 0 }, after: { probability }, moved: [] }) as unknown as TaskWhatIf;
let answers: ((answer: TaskWhatIf) => void)[] = [];
let asked: unknown[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  answers = [];
  asked = [];
  vi.spyOn(api, 'post').mockImplementation(((_: string, body: unknown) => {
    asked.push(body);
    return new Promise((resolve) => answers.push(resolve as (answer: TaskWhatIf) => void));
  }) as typeof api.post);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
const make = () => effectScope().run(() => useTaskWhatIf(ref('a')))!;

test('many moves in a moment are one question, with the last values', async () => {
  const state = make();
  for (const value of [1, 2, 3]) state.set('total', value);
  await vi.advanceTimersByTimeAsync(kPauseMs);
  expect(asked).toEqual([{ changes: { total: 3 } }]);
  expect(state.busy.value).toBe(true);
});

test('the newest answer wins, whichever comes first', async () => {
  const state = make();
  state.set('total', 1);
  await vi.advanceTimersByTimeAsync(kPauseMs);
  state.set('total', 2);
  await vi.advanceTimersByTimeAsync(kPauseMs);
  answers[1]!(answerOf(0.2));
  await vi.advanceTimersByTimeAsync(0);
  answers[0]!(answerOf(0.1));
  await vi.advanceTimersByTimeAsync(0);
  expect(state.answer.value?.after.probability).toBe(0.2);
  expect(state.busy.value).toBe(false);
});

test('without changes there is nothing to answer, and what was asked before is dropped', async () => {
  const state = make();
  state.set('total', 1);
  await vi.advanceTimersByTimeAsync(kPauseMs);
  state.reset('total');
  answers[0]!(answerOf(0.1));
  await vi.advanceTimersByTimeAsync(kPauseMs);
  expect(state.answer.value).toBeNull();
  expect(asked).toHaveLength(1);
});

test('resetting one keeps the others', async () => {
  const state = make();
  state.set('total', 1);
  state.set('city', 'north');
  state.reset('total');
  await vi.advanceTimersByTimeAsync(kPauseMs);
  expect(asked).toEqual([{ changes: { city: 'north' } }]);
});
