import { describe, expect, it } from 'vitest';

import type { WatchedShare, WatchWarning } from '@/api/types';

import { plansOf, shareKey, shareOfFirst, warningsOf, watchGroups } from './watchGroups';

const warning = (side: 'fallen' | 'risen'): WatchWarning => ({ kind: 'beyond', side, since: '2025-09', share: 0.1 });
const share = (name: string, value = '', warnings: WatchWarning[] = []): WatchedShare => ({
  name, text: name, by: value && 'channel', value, called: value, period: 'month', trials: 1, baseline: 6, no_chart: null, centre: 0.1, excess: 1, points: [], warnings,
});

describe('what is watched', () => {
  it('is grouped by what is counted, in the order of the answer', () => {
    const groups = watchGroups([share('interest'), share('interest', 'call'), share('conversion')]);
    expect(groups.map((g) => [g.name, g.shares.map(shareKey)])).toEqual([['interest', ['', 'channel:call']], ['conversion', ['']]]);
  });
  it('tells falls before rises', () => {
    const told = warningsOf([share('a', '', [warning('risen')]), share('b', 'call', [warning('fallen')])]);
    expect(told.map((w) => w.share.name)).toEqual(['b', 'a']);
  });
});

describe('plans', () => {
  it('come newest first, each with its outcomes', () => {
    const outcome = (run: number, value: string) => ({ run, value, called: value, counts: [1] });
    expect(plansOf([outcome(3, 'call'), outcome(7, 'push'), outcome(7, 'call')]).map((p) => [p.run, p.outcomes.length])).toEqual([[7, 2], [3, 1]]);
  });
  it('give a step as a share of what was planned, if both are known', () => {
    expect(shareOfFirst([200, 50, null], 1)).toBe(0.25);
    expect(shareOfFirst([200, 50, null], 2)).toBeNull();
    expect(shareOfFirst([0, 0], 1)).toBeNull();
  });
});
