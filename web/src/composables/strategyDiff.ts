// Counts of a what-if on strategies, by rule.
import type { StrategyWhatIf } from '@/api/types';

export interface RuleChange {
  before: number;
  after: number;
  difference: number;
}

/** By rule id; `null` is the line of those without a rule. */
export function changesByRule(answer: StrategyWhatIf | undefined): Map<string | null, RuleChange> {
  return new Map((answer?.rules ?? []).map((r) => [r.id, { before: r.before, after: r.after, difference: r.after - r.before }]));
}

export type Unit = 'minutes' | 'hours' | 'days';
const minutes: Record<Unit, number> = { minutes: 1, hours: 60, days: 1440 };
export const inMinutes = (amount: number, unit: Unit): number => Math.round(amount * minutes[unit]);
