// Segments as numbers that are shown: what tells one apart, who moved, and where its customers are found on the list.
import type { Segment, SegmentColumn, SegmentMoves, Segments } from '@/api/types';

import { filterText } from './filterConditions';

export interface Difference { column: SegmentColumn; index: number; difference: number; lift: number | null; mean: number | null }

/** The columns by how far the segment lies from everybody, the farthest first; those without a value are left out. */
export function differences(segments: Segments, segment: Segment): Difference[] {
  return segments.columns
    .map((column, index) => ({ column, index, feature: segment.features[index] }))
    .flatMap(({ column, index, feature }) => (feature?.difference == null ? [] : [{ column, index, difference: feature.difference, lift: feature.lift, mean: feature.mean }]))
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
}

const kTelling = 0.2; // standard deviations
/** The three columns that tell a segment apart, as far as it lies away from everybody in them. */
export const telling = (segments: Segments, segment: Segment): Difference[] => differences(segments, segment).slice(0, 3).filter((d) => Math.abs(d.difference) >= kTelling);

export interface Move { from: number; to: number; customers: number } // indices of segments; the number of segments itself: new, gone

/** Who went from where to where, without those who stayed. */
export function movesOf(moves: SegmentMoves): Move[] {
  return moves.counts.flatMap((row, from) => row.map((customers, to) => ({ from, to, customers }))).filter((move) => move.customers > 0 && move.from !== move.to);
}

/** How many of those who were in a segment the month before are still in it; null where there were none. */
export function stayed(moves: SegmentMoves, segment: number): number | null {
  const row = moves.counts[segment] ?? [];
  const all = row.reduce((a, b) => a + b, 0);
  return all > 0 ? (row[segment] ?? 0) / all : null;
}

/** The customers of a segment on the list. */
export const listOf = (segment: Segment): { path: string; query: Record<string, string | undefined> } => ({
  path: '/results', query: { filter: filterText({ all: [{ column: 'segment', op: 'in', values: [segment.id] }] }) },
});
