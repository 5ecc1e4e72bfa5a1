import { describe, expect, it } from 'vitest';

import { changesByRule, inMinutes } from './strategyDiff';

describe('changesByRule', () => {
  it('has a difference for each rule and for those without one', () => {
    const changes = changesByRule({ run: 1, changed: 5, rules: [{ id: 'a', before: 10, after: 5 }, { id: null, before: 2, after: 7 }] });
    expect(changes.get('a')).toEqual({ before: 10, after: 5, difference: -5 });
    expect(changes.get(null)?.difference).toBe(5);
    expect(changesByRule(undefined).size).toBe(0);
  });
});

describe('inMinutes', () => {
  it('knows its units', () => {
    expect([inMinutes(45, 'minutes'), inMinutes(1.5, 'hours'), inMinutes(2, 'days')]).toEqual([45, 90, 2880]);
  });
});
