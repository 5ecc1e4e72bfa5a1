// A what-if on the strategies: which rules are off, how much later, and the counts that come of it.
import { useMutation } from '@tanstack/vue-query';
import { computed, ref, type Ref } from 'vue';

import { api } from '@/api/client';
import type { StrategyWhatIf } from '@/api/types';

import { changesByRule, inMinutes, type Unit } from './strategyDiff';

interface Question { run?: number; without: string[]; later_minutes: number }

export function useStrategyWhatIf(run: Ref<number | null | undefined>) {
  const trying = ref(false);
  const off = ref<string[]>([]);
  const amount = ref(0);
  const unit = ref<Unit>('hours');

  const mutation = useMutation({ mutationFn: (question: Question) => api.post<StrategyWhatIf>('/strategies/what-if', question) });
  const question = computed<Question>(() => ({ run: run.value ?? undefined, without: off.value, later_minutes: inMinutes(amount.value, unit.value) }));
  const changes = computed(() => changesByRule(trying.value ? mutation.data.value : undefined));
  /** Whether something was changed since the counts were worked out. */
  const stale = computed(() => mutation.data.value !== undefined && JSON.stringify(mutation.variables.value) !== JSON.stringify(question.value));

  function turn(rule: string, on: boolean): void {
    off.value = on ? off.value.filter((id) => id !== rule) : [...off.value, rule];
  }
  function reset(): void {
    off.value = [];
    amount.value = 0;
    mutation.reset();
  }
  function close(): void {
    reset();
    trying.value = false;
  }
  return {
    trying, off, amount, unit, changes, stale, turn, reset, close,
    run: (): void => mutation.mutate(question.value),
    busy: mutation.isPending,
    error: mutation.error,
    changed: computed(() => mutation.data.value?.changed ?? null),
  };
}
