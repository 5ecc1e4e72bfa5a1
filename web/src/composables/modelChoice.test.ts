import { expect, test } from 'vitest';

import type { Training } from '@/api/types';

import { candidatesOf, horizonsOf } from './modelChoice';

const trainingOf = (run: number, horizon_days: number, names: string[], chosen: string) =>
  ({ run, horizon_days, models: names.map((name) => ({ run, name, chosen: name === chosen })) }) as Training;
const trainings = [trainingOf(9, 14, ['lstm', 'backoff'], 'lstm'), trainingOf(7, 7, ['popularity', 'lstm'], 'lstm'), trainingOf(5, 14, ['backoff'], 'backoff')];

test('the newest training of a horizon comes first, its recommended model at the top', () => {
  expect(horizonsOf(trainings)).toEqual([14, 7]);
  expect(candidatesOf(trainings, 14).map((c) => c.key)).toEqual(['9/lstm', '9/backoff', '5/backoff']);
  expect(candidatesOf(trainings, 7).map((c) => c.key)).toEqual(['7/lstm', '7/popularity']);
  expect(candidatesOf([], null)).toEqual([]);
});
