// A customer's score taken apart: steps of a waterfall, which features are worth a slider, and values as people write them.
import type { TaskFeature, TaskLine, TaskReason, TaskScore } from '@/api/types';
import { formatCount, formatNumber, formatPercent } from '@/format';

export type Change = number | string | null;

/** A value of a feature, with its unit; `missing` stands for none. */
export function writeValue(feature: TaskFeature, value: number | string | null | undefined, missing: string): string {
  if (value === null || value === undefined) return missing;
  if (typeof value === 'string') return value;
  const unit = feature.unit ? ` ${feature.unit}` : '';
  switch (feature.format) {
    case 'percent': return formatPercent(value);
    case 'money': return `${formatCount(value)}${unit}`;
    case 'integer': return `${formatNumber(value, 0)}${unit}`;
    default: return `${formatNumber(value, Math.abs(value) < 10 ? 2 : 1)}${unit}`;
  }
}
export const valueOf = (line: TaskLine | undefined): Change => line?.category ?? line?.number ?? null;

/** −1.05: a margin. */
export const writeMargin = (margin: number): string => `${margin < 0 ? '−' : ''}${Math.abs(margin).toFixed(2)}`;
/** +0.42, −1.05, +0.087: what is added to the margin. */
export const writeShare = (share: number): string => `${share < 0 ? '−' : '+'}${Math.abs(share).toFixed(Math.abs(share) < 0.0995 ? 3 : 2)}`;

export interface Step { label: string; share: number; from: number; to: number; kind: 'base' | 'group' | 'rest' | 'margin' }

/** From the base to the margin: the groups of `order` first, then the sum of the rest. Every step begins where the one before it ends. */
export function waterfall(base: number, score: TaskScore, order: string[], words: { base: string; rest: string; margin: string }): Step[] {
  const steps: Step[] = [{ label: words.base, share: base, from: 0, to: base, kind: 'base' }];
  let at = base;
  const add = (label: string, share: number, kind: Step['kind']): void => {
    steps.push({ label, share, from: at, to: at + share, kind });
    at += share;
  };
  const shareOf = new Map(score.reasons.map((reason) => [reason.group, reason.share]));
  for (const group of order) add(group, shareOf.get(group) ?? 0, 'group');
  if (order.length < score.reasons.length) add(words.rest, score.margin - at, 'rest');
  steps.push({ label: words.margin, share: score.margin, from: 0, to: score.margin, kind: 'margin' });
  return steps;
}

/** The groups that say most, largest first. */
export const leadingGroups = (reasons: TaskReason[], most: number): string[] =>
  [...reasons].sort((a, b) => Math.abs(b.share) - Math.abs(a.share)).slice(0, most).map((reason) => reason.group);

/** Everything that moves with a feature: it, what follows it, and what follows that. */
export function moversOf(name: string, features: TaskFeature[]): Set<string> {
  const moved = new Set([name]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const feature of features) {
      if (moved.has(feature.name) || !feature.follows.some((other) => moved.has(other))) continue;
      moved.add(feature.name);
      grown = true;
    }
  }
  return moved;
}

export interface SliderRange { low: number; high: number; step: number }

/** From the 1 % to the 99 % of the customers, and as far as this one; null where nothing can be moved. */
export function rangeOf(feature: TaskFeature, value: number | null): SliderRange | null {
  if (feature.categories.length > 0 || feature.low === null || feature.high === null) return null;
  const low = Math.min(feature.low, value ?? feature.low);
  const high = Math.max(feature.high, value ?? feature.high);
  if (!(high > low)) return null;
  const rough = (high - low) / 200;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough * 0.999) ?? rough;
  const step = feature.format === 'integer' ? Math.max(1, Math.round(nice)) : nice;
  return { low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step, step };
}

/** Features in the order in which it pays to move them: by what they and all that follows them add to this customer's margin. Features that only follow
 * others come after those that do not. */
export function worthMoving(features: TaskFeature[], lines: TaskLine[]): TaskFeature[] {
  const share = new Map(lines.map((line) => [line.name, Math.abs(line.share)]));
  const number = new Map(lines.map((line) => [line.name, line.number]));
  const weight = new Map(features.map((feature) => [feature.name, [...moversOf(feature.name, features)].reduce((sum, name) => sum + (share.get(name) ?? 0), 0)]));
  const movable = features.filter((feature) => feature.categories.length > 1 || rangeOf(feature, number.get(feature.name) ?? null) !== null);
  const rank = (feature: TaskFeature): number => (feature.follows.length > 0 ? 1 : 0);
  return movable.sort((a, b) => rank(a) - rank(b) || (weight.get(b.name) ?? 0) - (weight.get(a.name) ?? 0));
}
