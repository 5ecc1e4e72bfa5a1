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

/** Place on the picture's axis: doublings of the odds. */
export const place = (ratio: number): number => Math.log2(ratio);

/** Bounds of that axis, whole doublings with 0 inside: all ratios, and intervals unless they are far wider than the furthest ratio. */
export function ratioAxis(terms: ShownTerm[]): { low: number; high: number } {
  const furthest = Math.max(0.1, ...terms.map((t) => Math.abs(place(t.ratio))));
  const places = terms.flatMap((t) => [t.low, t.ratio, t.high]).filter((v): v is number => v !== null && v > 0);
  const kept = places.map((v) => Math.min(furthest * 1.8, Math.max(-furthest * 1.8, place(v))));
  return { low: Math.min(-1, Math.floor(Math.min(0, ...kept))), high: Math.max(1, Math.ceil(Math.max(0, ...kept))) };
}
