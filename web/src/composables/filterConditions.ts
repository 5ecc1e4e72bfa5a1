// Filters and sorts as values: reading them from an address, writing them to it, and what a click on a chart makes of them.
import type { Cell, Condition, Filter } from '@/api/types';

export type Value = Cell;
export interface SortKey {
  column: string;
  descending: boolean;
}
type Range = Extract<Condition, { op: 'between' }>;
interface Chosen { column: string; op: 'in'; values: Value[] }

const isObject = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x);
const isValue = (x: unknown): x is Value => x === null || ['string', 'number', 'boolean'].includes(typeof x);
const isBound = (x: unknown): x is number | string => typeof x === 'string' || (typeof x === 'number' && Number.isFinite(x));

/** A condition out of something read from outside; null if it is none. */
function readCondition(x: unknown): Condition | null {
  if (!isObject(x) || typeof x.column !== 'string') return null;
  const { column, op } = x;
  switch (op) {
    case 'in':
    case 'not_in':
      return Array.isArray(x.values) && x.values.length > 0 && x.values.every(isValue) ? { column, op, values: x.values } : null;
    case 'between': {
      const range: Range = { column, op };
      if (isBound(x.low)) range.low = x.low;
      if (isBound(x.high)) range.high = x.high;
      return range.low === undefined && range.high === undefined ? null : range;
    }
    case 'contains':
    case 'begins':
    case 'equals':
      return typeof x.text === 'string' ? { column, op, text: x.text } : null;
    case 'empty':
    case 'not_empty':
      return { column, op };
    default:
      return null;
  }
}

/** The filter of an address's query; what cannot be read as a condition is left out. */
export function parseFilter(text: unknown): Filter {
  if (typeof text !== 'string' || text === '') return { all: [] };
  try {
    const read: unknown = JSON.parse(text);
    const list = isObject(read) && Array.isArray(read.all) ? read.all : [];
    return { all: list.map(readCondition).filter((c) => c !== null) };
  } catch {
    return { all: [] };
  }
}

/** The text of a filter in an address and in a request; undefined without conditions, so that it is left out. */
export const filterText = (filter: Filter): string | undefined => (filter.all.length > 0 ? JSON.stringify({ all: filter.all }) : undefined);

/** `a,-b`: by a, then by b descending. A column's own name may begin with "-"; a name the result has is taken as it stands. */
export function parseSort(text: unknown, columns: string[]): SortKey[] {
  if (typeof text !== 'string') return [];
  const keys: SortKey[] = [];
  for (const part of text.split(',')) {
    if (columns.includes(part)) keys.push({ column: part, descending: false });
    else if (part.startsWith('-') && columns.includes(part.slice(1))) keys.push({ column: part.slice(1), descending: true });
  }
  return keys;
}
export const sortText = (keys: SortKey[]): string | undefined => keys.map((k) => (k.descending ? `-${k.column}` : k.column)).join(',') || undefined;

/** What a click on a header makes of the sort: ascending, descending, none; `add` keeps the other columns. */
export function nextSort(keys: SortKey[], column: string, add: boolean): SortKey[] {
  const current = keys.find((k) => k.column === column);
  const next = !current ? { column, descending: false } : current.descending ? null : { column, descending: true };
  if (!add) return next ? [next] : [];
  if (!current) return next ? [...keys, next] : keys;
  return keys.flatMap((k) => (k === current ? (next ? [next] : []) : [k]));
}

export const conditionsOf = (filter: Filter, column: string): Condition[] => filter.all.filter((c) => c.column === column);
/** The filter that a chart or a list of a column's values is drawn with: without the conditions on what it shows itself. */
export const withoutColumns = (filter: Filter, columns: string[]): Filter => ({ all: filter.all.filter((c) => !columns.includes(c.column)) });

/** Puts `condition` at `index`, or at the end. */
export function withCondition(filter: Filter, condition: Condition, index = -1): Filter {
  return { all: index < 0 ? [...filter.all, condition] : filter.all.map((c, i) => (i === index ? condition : c)) };
}
export const withoutCondition = (filter: Filter, index: number): Filter => ({ all: filter.all.filter((_, i) => i !== index) });

const inOf = (filter: Filter, column: string): Chosen | undefined => filter.all.find((c): c is Chosen => c.column === column && c.op === 'in');
/** The values of a column that a filter asks for; empty where it asks for none in particular. */
export const chosenValues = (filter: Filter, column: string): Value[] => inOf(filter, column)?.values ?? [];
export const chosenRange = (filter: Filter, column: string): Range | undefined =>
  filter.all.find((c): c is Range => c.column === column && c.op === 'between');

function withValues(filter: Filter, column: string, values: Value[]): Filter {
  const current = inOf(filter, column);
  if (values.length === 0) return { all: filter.all.filter((c) => c !== current) };
  const condition: Condition = { column, op: 'in', values };
  return current ? { all: filter.all.map((c) => (c === current ? condition : c)) } : withCondition(filter, condition);
}

/** A bar, or a node of a flow: one value more, or one less. */
export function toggleValue(filter: Filter, column: string, value: Value): Filter {
  const values = chosenValues(filter, column);
  return withValues(filter, column, values.includes(value) ? values.filter((v) => v !== value) : [...values, value]);
}

/** A cell, or a link of a flow: just this value of each column; again, and they go. */
export function toggleValues(filter: Filter, pairs: [column: string, value: Value][]): Filter {
  const same = pairs.every(([column, value]) => {
    const values = chosenValues(filter, column);
    return values.length === 1 && values[0] === value;
  });
  return pairs.reduce((f, [column, value]) => withValues(f, column, same ? [] : [value]), filter);
}

/** A bin: a bin beside the chosen range widens it, the chosen bin goes, any other is chosen instead. */
export function toggleRange(filter: Filter, column: string, low: number, high: number): Filter {
  const current = chosenRange(filter, column);
  const rest: Filter = { all: filter.all.filter((c) => c !== current) };
  if (current?.low === low && current.high === high) return rest;
  const range = current?.high === low ? { low: current.low, high } : current?.low === high ? { low, high: current.high } : { low, high };
  return withCondition(rest, { column, op: 'between', ...range });
}
