import { describe, expect, it, vi } from 'vitest';

vi.mock('@/format', () => ({ formatNumber: (n: number, digits: number) => String(Number(n.toFixed(digits))) }));

import { readableValue, rulesOf } from './receipt';

describe('rulesOf', () => {
  it('keeps the order in which rules were tried', () => {
    const line = (rule: string, condition: string, holds: boolean) => ({ rule, condition, value: null, holds });
    const rules = rulesOf([line('a', 'x', false), line('b', 'y', true), line('b', 'z', true)], 'b');
    expect(rules.map((r) => [r.rule, r.fired, r.conditions.length])).toEqual([['a', false, 1], ['b', true, 2]]);
    expect(rulesOf([line('a', 'x', false)], null)[0]?.fired).toBe(false);
  });
});

describe('readableValue', () => {
  it('says nothing of a bare yes or no', () => {
    expect([readableValue(null), readableValue('true'), readableValue('false')]).toEqual(['', '', '']);
  });
  it('rounds numbers, also inside a text', () => {
    expect(readableValue('128624.966667')).toBe('128624.97');
    expect(readableValue('步驟, 3.6666666 min')).toBe('步驟, 3.67 min');
    expect(readableValue('0')).toBe('0');
  });
  it('takes the brackets off a list', () => {
    expect(readableValue('[a, b]')).toBe('a, b');
  });
});
