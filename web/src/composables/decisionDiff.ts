// What differs between two decisions about the same customer.
import type { Decision } from '@/api/types';

export interface NextDiff {
  symbol: string;
  confidence: number;
  change: 'new' | 'up' | 'down' | 'same'; // of its rank
}
export interface DecisionDiff {
  next: NextDiff[]; // of the decision after
  gone: string[]; // were among the likeliest before
  conversions: { name: string; before: number; after: number; difference: number }[];
  deciding: boolean;
  rule: boolean;
  channel: boolean;
  advice: boolean;
}

function changeOf(before: number, after: number): NextDiff['change'] {
  if (before < 0) return 'new';
  if (before === after) return 'same';
  return after < before ? 'up' : 'down';
}

export function diffDecisions(before: Decision, after: Decision): DecisionDiff {
  const ranks = new Map(before.next.map((n, rank) => [n.symbol, rank]));
  const now = new Set(after.next.map((n) => n.symbol));
  const chances = new Map(before.conversions.map((c) => [c.name, c.probability]));
  return {
    next: after.next.map((n, rank) => ({ ...n, change: changeOf(ranks.get(n.symbol) ?? -1, rank) })),
    gone: before.next.map((n) => n.symbol).filter((symbol) => !now.has(symbol)),
    conversions: after.conversions.map((c) => {
      const was = chances.get(c.name) ?? 0;
      return { name: c.name, before: was, after: c.probability, difference: c.probability - was };
    }),
    deciding: before.deciding !== after.deciding,
    rule: before.rule !== after.rule,
    channel: before.channel !== after.channel,
    advice: before.advice !== after.advice,
  };
}
