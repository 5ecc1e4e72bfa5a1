// A journey in days and sessions, newest first, and how high each step stands.
import type { Customer, JourneyStep, Pack } from '@/api/types';

export interface NumberedStep extends JourneyStep {
  index: number; // in the journey, oldest first
  seen: boolean; // by the prediction
}
export interface JourneySession {
  start: string;
  end: string;
  steps: NumberedStep[]; // newest first
}
export interface JourneyDay {
  date: string;
  count: number;
  sessions: JourneySession[];
}

const minutesBetween = (earlier: string, later: string): number => (at(later) - at(earlier)) / 60_000;
const at = (time: string): number => Date.parse(`${time.replace(' ', 'T')}Z`);

/** Numbers the steps and marks the last `steps` of the run's period: those a prediction sees (0: all of the period). */
export function numberSteps(journey: JourneyStep[], from: Customer['run']['from'], steps: number): NumberedStep[] {
  const first = steps > 0 ? journey.length - steps : 0;
  return journey.map((step, index) => ({ ...step, index, seen: index >= first && step.time >= from }));
}

/** Days newest first; within a day, sessions: steps no more than `gapMinutes` apart. */
export function groupJourney(steps: NumberedStep[], gapMinutes = 30): JourneyDay[] {
  const days: JourneyDay[] = [];
  for (const step of [...steps].reverse()) {
    const date = step.time.slice(0, 10);
    let day = days.at(-1);
    if (day?.date !== date) days.push((day = { date, count: 0, sessions: [] }));
    ++day.count;
    const session = day.sessions.at(-1);
    if (session && minutesBetween(step.time, session.start) <= gapMinutes) {
      session.steps.push(step);
      session.start = step.time;
    } else {
      day.sessions.push({ start: step.time, end: step.time, steps: [step] });
    }
  }
  return days;
}

type Vocabulary = Pack['vocabulary'];

const valuesOf = (vocabulary: Vocabulary, attribute: string): string[] =>
  vocabulary.map((symbol) => symbol.attributes[attribute] ?? '').filter((value) => value !== '');
const isNumeric = (value: string): boolean => value.trim() !== '' && Number.isFinite(Number(value));

/** The attribute that says how high a symbol stands: all of its values are numbers. */
export function levelAttribute(pack: Pick<Pack, 'attributes' | 'vocabulary'>): string | null {
  return pack.attributes.find((name) => new Set(valuesOf(pack.vocabulary, name)).size > 1 && valuesOf(pack.vocabulary, name).every(isNumeric)) ?? null;
}

/** The attribute that sorts symbols into families: words, and nearly every symbol has one. */
export function familyAttribute(pack: Pick<Pack, 'attributes' | 'vocabulary'>): string | null {
  return (
    pack.attributes.find((name) => {
      const values = valuesOf(pack.vocabulary, name);
      return values.length > 0 && values.length >= 0.9 * pack.vocabulary.length && !values.every(isNumeric);
    }) ?? null
  );
}

/** The symbols by family, in the vocabulary's order; one group without a name where there are no families. */
export function symbolsByFamily(pack: Pick<Pack, 'attributes' | 'vocabulary'>): { family: string; symbols: string[] }[] {
  const attribute = familyAttribute(pack);
  const groups = new Map<string, string[]>();
  for (const symbol of pack.vocabulary) {
    const family = attribute ? (symbol.attributes[attribute] ?? '') : '';
    const group = groups.get(family);
    if (group) group.push(symbol.name);
    else groups.set(family, [symbol.name]);
  }
  return [...groups].map(([family, symbols]) => ({ family, symbols }));
}
