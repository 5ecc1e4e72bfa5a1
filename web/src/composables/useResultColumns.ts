// Which columns the table shows (remembered in this browser), and how wide they are.
import { computed, ref, type Ref } from 'vue';

import type { ResultColumn } from '@/api/types';

const kKey = 'auspex.results.columns';

function remembered(): Record<string, boolean> {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(kKey) ?? '{}');
    return typeof read === 'object' && read !== null ? Object.fromEntries(Object.entries(read).filter(([, v]) => typeof v === 'boolean')) : {};
  } catch {
    return {};
  }
}

/** Whether a column's numbers are shares of one, shown as percent. */
export const isShare = (column: ResultColumn): boolean =>
  column.type === 'number' && typeof column.least === 'number' && typeof column.most === 'number' && column.least >= 0 && column.most <= 1;
/** Whether a column's times are days. */
export const isDay = (column: ResultColumn): boolean =>
  column.type === 'time' && [column.least, column.most].every((bound) => typeof bound === 'string' && bound.endsWith(' 00:00:00'));
export const isNumeric = (column: ResultColumn): boolean => column.type === 'number' || column.type === 'integer';

/** A guess at the width of a text of 13 px, which is good enough for a header: Chinese characters are square. */
const textWidth = (text: string): number => [...text].reduce((sum, c) => sum + (c.codePointAt(0)! > 0x2e80 ? 13 : 7.2), 0);
const widths: Record<ResultColumn['type'], number> = { text: 190, set: 190, number: 110, integer: 100, time: 150, flag: 84 };

export function columnWidth(column: ResultColumn, title: string): number {
  const least = isShare(column) ? 136 : widths[column.type];
  return Math.round(Math.min(260, Math.max(least, textWidth(title) + 66)));
}

export function useResultColumns(columns: Ref<ResultColumn[]>, customer: Ref<string>) {
  const choice = ref(remembered()); // only where the user chose otherwise than at first
  const isShown = (column: ResultColumn): boolean => column.name === customer.value || (choice.value[column.name] ?? !column.facet);
  /** The customer's column first: it stays in place when the table is moved sideways. */
  const shown = computed(() => {
    const list = columns.value.filter(isShown);
    return [...list.filter((c) => c.name === customer.value), ...list.filter((c) => c.name !== customer.value)];
  });

  function store(next: Record<string, boolean>): void {
    choice.value = next;
    localStorage.setItem(kKey, JSON.stringify(next));
  }
  const choose = (name: string, show: boolean): void => store({ ...choice.value, [name]: show });
  const reset = (): void => store({});

  return { shown, isShown, choose, reset };
}
