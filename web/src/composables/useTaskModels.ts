// The trainings of a task over tables, and one of them in detail; its words are those of the page's language.
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';

import { api } from '@/api/client';
import type { TaskTrainingDetail, TaskTrainings } from '@/api/types';
import { language } from '@/i18n';

export const useTaskTrainings = () => useQuery({ queryKey: ['models', 'task'], queryFn: ({ signal }) => api.get<TaskTrainings>('/task/models', {}, signal) });

export const useTaskTraining = (run: Ref<number | undefined>) =>
  useQuery(computed(() => ({
    queryKey: ['models', 'task', run.value, language.value],
    queryFn: ({ signal }: { signal: AbortSignal }) => api.get<TaskTrainingDetail>(`/task/models/${run.value}`, {}, signal),
    enabled: run.value !== undefined,
    placeholderData: keepPreviousData,
  })));
