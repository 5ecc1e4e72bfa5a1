import { describe, expect, it } from 'vitest';

import type { JourneyStep } from '@/api/types';

import { familyAttribute, groupJourney, levelAttribute, numberSteps, symbolsByFamily } from './journey';

const step = (time: string): JourneyStep => ({ time, symbol: time, detail: null, attributes: {}, values: {} });
const numbered = (...times: string[]) => numberSteps(times.map(step), '2025-01-01 00:00:00', 10);

describe('groupJourney', () => {
  it('puts the newest day, session and step on top', () => {
    const days = groupJourney(numbered('2025-03-01 09:00:00', '2025-03-02 10:00:00', '2025-03-02 10:05:00', '2025-03-02 18:00:00'));
    expect(days.map((d) => [d.date, d.count])).toEqual([['2025-03-02', 3], ['2025-03-01', 1]]);
    expect(days[0]?.sessions.map((s) => [s.start, s.end])).toEqual([
      ['2025-03-02 18:00:00', '2025-03-02 18:00:00'],
      ['2025-03-02 10:00:00', '2025-03-02 10:05:00'],
    ]);
    expect(days[0]?.sessions[1]?.steps.map((s) => s.index)).toEqual([2, 1]);
  });

  it('keeps a session whose steps are half an hour apart, however long it lasts', () => {
    const days = groupJourney(numbered('2025-03-02 10:00:00', '2025-03-02 10:30:00', '2025-03-02 11:00:00', '2025-03-02 11:30:01'));
    expect(days[0]?.sessions.map((s) => s.steps.length)).toEqual([1, 3]);
  });

  it('reads times with a fraction', () => {
    expect(groupJourney(numbered('2025-03-02 10:00:00.25', '2025-03-02 10:29:59.9'))[0]?.sessions).toHaveLength(1);
  });

  it('has no days without steps', () => {
    expect(groupJourney([])).toEqual([]);
  });
});

describe('numberSteps', () => {
  it('marks the last steps of the period as seen', () => {
    const steps = numberSteps(['2025-01-01 00:00:00', '2025-02-01 00:00:00', '2025-02-02 00:00:00', '2025-02-03 00:00:00'].map(step), '2025-02-02 00:00:00', 3);
    expect(steps.map((s) => s.seen)).toEqual([false, false, true, true]);
  });

  it('marks all of the period where the pack looks at the whole journey', () => {
    expect(numberSteps(['2025-01-01 00:00:00', '2025-02-01 00:00:00'].map(step), '2025-01-15 00:00:00', 0).map((s) => s.seen)).toEqual([false, true]);
  });
});

describe('attributes of symbols', () => {
  const pack = {
    attributes: ['family', 'level', 'result'],
    vocabulary: [
      { name: 'a', attributes: { family: 'quote', level: '3', result: 'yes' } },
      { name: 'b', attributes: { family: 'other', level: '0', result: '' } },
      { name: 'c', attributes: { family: 'quote', level: '4', result: '' } },
    ],
  };

  it('finds the level by its numbers and the family by its words', () => {
    expect(levelAttribute(pack)).toBe('level');
    expect(familyAttribute(pack)).toBe('family');
    expect(levelAttribute({ attributes: [], vocabulary: [] })).toBeNull();
    expect(familyAttribute({ attributes: ['line'], vocabulary: [{ name: 'a', attributes: { line: 'x' } }, { name: 'b', attributes: { line: '' } }] })).toBeNull();
  });

  it('groups symbols by family', () => {
    expect(symbolsByFamily(pack)).toEqual([{ family: 'quote', symbols: ['a', 'c'] }, { family: 'other', symbols: ['b'] }]);
    expect(symbolsByFamily({ attributes: [], vocabulary: [{ name: 'a', attributes: {} }] })).toEqual([{ family: '', symbols: ['a'] }]);
  });
});
