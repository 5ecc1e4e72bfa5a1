// What the score would be with other values: asked again while a slider moves, a moment after the last change; the newest answer wins, older ones are
// dropped whenever they come.
import { onScopeDispose, ref, watch, type Ref } from 'vue';

import { api } from '@/api/client';
import type { TaskWhatIf } from '@/api/types';
import { language } from '@/i18n';

import type { Change } from './explain';

export const kPauseMs = 60;

export function useTaskWhatIf(customer: Ref<string>) {
  const changes = ref<Record<string, Change>>({});
  const answer = ref<TaskWhatIf | null>(null);
  const error = ref<unknown>(null);
  const busy = ref(false);
  let newest = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(number: number): Promise<void> {
    try {
      const got = await api.post<TaskWhatIf>(`/task/customers/${encodeURIComponent(customer.value)}/what-if`, { changes: changes.value });
      if (number !== newest) return;
      answer.value = got;
      error.value = null;
    } catch (problem) {
      if (number === newest) error.value = problem;
    }
    if (number === newest) busy.value = false;
  }
  function again(): void {
    const number = ++newest;
    clearTimeout(timer);
    if (Object.keys(changes.value).length === 0) {
      answer.value = error.value = null;
      busy.value = false;
      return;
    }
    busy.value = true;
    timer = setTimeout(() => void ask(number), kPauseMs);
  }
  function set(feature: string, value: Change): void {
    changes.value = { ...changes.value, [feature]: value };
    again();
  }
  function reset(feature: string): void {
    changes.value = Object.fromEntries(Object.entries(changes.value).filter(([name]) => name !== feature));
    again();
  }
  function resetAll(): void {
    changes.value = {};
    again();
  }
  watch(customer, resetAll);
  watch(language, again);
  onScopeDispose(() => {
    ++newest;
    clearTimeout(timer);
  });
  return { changes, answer, error, busy, set, reset, resetAll };
}
export type TaskWhatIfState = ReturnType<typeof useTaskWhatIf>;
