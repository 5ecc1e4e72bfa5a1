// A condition while it is being edited: every operator's fields side by side, so that changing the operator loses nothing.
import type { Cell, Condition, ResultColumn } from '@/api/types';

export type Op = Condition['op'];
export interface ConditionDraft {
  column: string;
  op: Op;
  values: Cell[];
  low?: number | string;
  high?: number | string;
  text: string;
}

const operators: Record<ResultColumn['type'], Op[]> = {
  text: ['contains', 'begins', 'equals', 'in', 'not_in', 'empty', 'not_empty'],
  set: ['in', 'not_in', 'contains', 'begins', 'empty', 'not_empty'],
  number: ['between', 'empty', 'not_empty'],
  integer: ['between', 'in', 'not_in', 'empty', 'not_empty'],
  time: ['between', 'empty', 'not_empty'],
  flag: ['in', 'empty', 'not_empty'],
};
export const operatorsOf = (type: ResultColumn['type']): Op[] => operators[type];

/** A draft of a column's usual condition, or of one that exists. */
export function draftOf(column: ResultColumn, condition?: Condition): ConditionDraft {
  const draft: ConditionDraft = { column: column.name, op: operators[column.type][0]!, values: [], text: '' };
  if (!condition) return draft;
  draft.op = condition.op;
  if ('values' in condition) draft.values = [...condition.values];
  if ('text' in condition) draft.text = condition.text;
  if (condition.op === 'between') Object.assign(draft, { low: condition.low, high: condition.high });
  return draft;
}

/** The condition that a draft stands for; null as long as it says nothing. */
export function conditionOf({ column, op, values, low, high, text }: ConditionDraft): Condition | null {
  switch (op) {
    case 'in':
    case 'not_in':
      return values.length > 0 ? { column, op, values: [...values] } : null;
    case 'between':
      if (low === undefined && high === undefined) return null;
      if (low !== undefined && high !== undefined && low > high) return null;
      return { column, op, ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
    case 'contains':
    case 'begins':
    case 'equals':
      return text === '' ? null : { column, op, text };
    default:
      return { column, op };
  }
}

/** A time of the data as an <input type="datetime-local"> has it, and back. */
export const toInputTime = (time: number | string | undefined): string => (typeof time === 'string' ? time.slice(0, 16).replace(' ', 'T') : '');
export const fromInputTime = (text: string): string | undefined => (text === '' ? undefined : `${text.slice(0, 16).replace('T', ' ')}:00`);
