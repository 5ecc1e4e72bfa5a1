import { describe, expect, it } from 'vitest';

import type { Decision } from '@/api/types';

import { diffDecisions } from './decisionDiff';

const decision = (symbols: string[], online: number, rest: Partial<Decision> = {}): Decision => ({
  next: symbols.map((symbol, i) => ({ symbol, confidence: 0.5 / (i + 1) })),
  deciding: symbols[0] ?? null,
  conversions: [{ name: 'online', probability: online }],
  rule: 'r',
  channel: 'c',
  action: 'x',
  advice: 'a',
  advice_texts: {},
  trace: [],
  ...rest,
});

describe('diffDecisions', () => {
  it('marks what rose, fell, came and went', () => {
    const diff = diffDecisions(decision(['a', 'b', 'c'], 0.1), decision(['b', 'a', 'd'], 0.25));
    expect(diff.next.map((n) => [n.symbol, n.change])).toEqual([['b', 'up'], ['a', 'down'], ['d', 'new']]);
    expect(diff.gone).toEqual(['c']);
    expect(diff.conversions[0]?.difference).toBeCloseTo(0.15);
    expect(diff.deciding).toBe(true);
    expect(diff.rule).toBe(false);
  });

  it('finds nothing between equals', () => {
    const diff = diffDecisions(decision(['a', 'b'], 0.1), decision(['a', 'b'], 0.1));
    expect(diff.next.every((n) => n.change === 'same')).toBe(true);
    expect([diff.deciding, diff.rule, diff.channel, diff.advice]).toEqual([false, false, false, false]);
    expect(diff.gone).toEqual([]);
  });

  it('tells a rule that no longer fires', () => {
    const diff = diffDecisions(decision(['a'], 0), decision(['a'], 0, { rule: null, channel: null, advice: 'watch' }));
    expect([diff.rule, diff.channel, diff.advice]).toEqual([true, true, true]);
  });
});
