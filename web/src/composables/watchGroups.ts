// What is watched, by what is counted: of all contacts first, then by channel and the like; and the warnings of all of them.
import type { PlanOutcome, WatchedShare, WatchWarning } from '@/api/types';

export interface WatchGroup { name: string; text: string; shares: WatchedShare[] }

/** In the order of the answer. */
export function watchGroups(shares: WatchedShare[]): WatchGroup[] {
  const groups: WatchGroup[] = [];
  for (const share of shares) {
    const group = groups.find((g) => g.name === share.name);
    if (group) group.shares.push(share);
    else groups.push({ name: share.name, text: share.text, shares: [share] });
  }
  return groups;
}

/** Names a share within its group; no two are alike. */
export const shareKey = (share: WatchedShare): string => (share.by ? `${share.by}:${share.value}` : '');

export interface ShareWarning { share: WatchedShare; warning: WatchWarning }

/** Falls before rises; otherwise in the order of the answer. */
export function warningsOf(shares: WatchedShare[]): ShareWarning[] {
  const all = shares.flatMap((share) => share.warnings.map((warning) => ({ share, warning })));
  return [...all.filter((w) => w.warning.side === 'fallen'), ...all.filter((w) => w.warning.side === 'risen')];
}

/** The outcomes of each plan, newest first. */
export function plansOf(outcomes: PlanOutcome[]): { run: number; outcomes: PlanOutcome[] }[] {
  const runs = [...new Set(outcomes.map((o) => o.run))].sort((a, b) => b - a);
  return runs.map((run) => ({ run, outcomes: outcomes.filter((o) => o.run === run) }));
}

/** A step as a share of the first one; null where either is not known. */
export function shareOfFirst(counts: (number | null)[], step: number): number | null {
  const first = counts[0];
  const count = counts[step];
  return typeof first === 'number' && first > 0 && typeof count === 'number' ? count / first : null;
}
