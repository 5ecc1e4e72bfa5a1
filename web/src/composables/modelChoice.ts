// Which of the trained models a prediction takes: by horizon, the newest training's recommended one first.
import type { Training, TrainedModel } from '@/api/types';

export interface Candidate {
  key: string; // "run/name"
  training: Training;
  model: TrainedModel;
}

/** Horizons that some training has, the newest training's first. */
export const horizonsOf = (trainings: Training[]): number[] => [...new Set(trainings.map((training) => training.horizon_days))];

/** The models for a horizon, newest training first, the recommended one of each first. */
export function candidatesOf(trainings: Training[], horizon: number | null): Candidate[] {
  return trainings
    .filter((training) => training.horizon_days === horizon)
    .flatMap((training) =>
      [...training.models].sort((a, b) => Number(b.chosen) - Number(a.chosen)).map((model) => ({ key: `${training.run}/${model.name}`, training, model })));
}
