// The terms of a logistic regression as people read them: the odds ratio of one step (one standard deviation of a number, a category against its
// reference), the strongest first.
import type { LogisticTerm } from '@/api/types';

export interface ShownTerm {
  name: string;
  label: string;
  step: string;
  ratio: number;
  low: number | null;
  high: number | null;
  term: LogisticTerm;
}

const times = (value: number | null, step: number): number | null => (value === null ? null : Math.exp(value * step));

/** Without the intercept and terms that have no coefficient. */
export function shownTerms(terms: LogisticTerm[]): ShownTerm[] {
  return terms
    .filter((term) => term.label !== null && term.coefficient !== null)
    .map((term) => ({
      name: term.name,
      label: term.label ?? term.name,
      step: term.step ?? '',
      ratio: Math.exp((term.coefficient ?? 0) * term.deviation),
      low: times(term.low, term.deviation),
      high: times(term.high, term.deviation),
      term,
    }))
    .sort((a, b) => Math.abs(Math.log(b.ratio)) - Math.abs(Math.log(a.ratio)));
}

/** Whether the 95 % interval leaves out 1: the direction is sure. */
export const isSure = (term: ShownTerm): boolean => term.low !== null && term.high !== null && (term.low > 1 || term.high < 1);

/** Bounds of the picture's logarithmic axis, powers of two even around 1: all ratios, and intervals unless they are far wider than the furthest ratio. */
export function ratioAxis(terms: ShownTerm[]): { low: number; high: number } {
  const furthest = Math.max(0.1, ...terms.map((t) => Math.abs(Math.log(t.ratio))));
  const reach = (value: number | null): number => (value === null || value <= 0 ? 0 : Math.min(Math.abs(Math.log(value)), furthest * 1.8));
  const most = Math.max(furthest, ...terms.flatMap((t) => [reach(t.low), reach(t.high)]));
  const high = 2 ** Math.max(1, Math.ceil((most * 1.02) / Math.LN2));
  return { low: 1 / high, high };
}
