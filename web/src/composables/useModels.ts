// The trainings and the details of their models.
import { useQueries, useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';

import { api } from '@/api/client';
import type { ModelDetail, Models, Training } from '@/api/types';

export const useTrainings = () => useQuery({ queryKey: ['models'], queryFn: ({ signal }) => api.get<Models>('/models', {}, signal) });

const detailOptions = (run: number, name: string) => ({
  queryKey: ['model', run, name],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<ModelDetail>(`/models/${run}/${encodeURIComponent(name)}`, {}, signal),
});

export const useModelDetail = (run: Ref<number>, name: Ref<string>) => useQuery(computed(() => detailOptions(run.value, name.value)));

/** The details of all models of a training, in its order; those not there yet are left out. */
export function useTrainingDetails(training: Ref<Training>) {
  const answers = useQueries({ queries: computed(() => training.value.models.map((m) => detailOptions(m.run, m.name))) });
  return computed(() => answers.value.flatMap((a) => (a.data ? [a.data as ModelDetail] : [])));
}

const known = ['lstm', 'backoff', 'markov1', 'popularity', 'logistic', 'tree', 'random_forest', 'lightgbm', 'xgboost'];
export function useModelName() {
  const { t } = useI18n();
  return (name: string): string => (known.includes(name) ? t(`models.names.${name}`) : name);
}
