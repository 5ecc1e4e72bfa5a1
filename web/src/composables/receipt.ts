// A receipt for reading: the lines of a trace by rule, and values as people write them.
import type { TraceLine } from '@/api/types';

import { formatNumber } from '@/format';

export interface TracedRule {
  rule: string;
  fired: boolean;
  conditions: TraceLine[];
}

/** The rules in the order in which they were tried. */
export function rulesOf(trace: TraceLine[], fired: string | null): TracedRule[] {
  const rules: TracedRule[] = [];
  for (const line of trace) {
    let rule = rules.at(-1);
    if (rule?.rule !== line.rule) rules.push((rule = { rule: line.rule, fired: line.rule === fired, conditions: [] }));
    rule.conditions.push(line);
  }
  return rules;
}

/** A value of a condition: nothing for a bare yes or no (the mark beside it says that), numbers rounded, lists without brackets. */
export function readableValue(value: string | null): string {
  if (value === null || value === 'true' || value === 'false') return '';
  if (/^-?\d+(\.\d+)?$/.test(value)) return formatNumber(Number(value), 2);
  if (/^\[.*\]$/.test(value)) return value.slice(1, -1);
  return value.replace(/-?\d+\.\d{3,}/g, (number) => formatNumber(Number(number), 2));
}
