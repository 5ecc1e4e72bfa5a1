// What is shown of layers: which rows a chart has room for, and behaviours in the order of their correlation.
import type { Correlation, Correlations, Layer, LayerRow, Layers } from '@/api/types';

export type CorrelationKind = 'spearman' | 'pearson';
export const kMostBars = 15;

/** Layers in an order of their own are shown whole; of others the largest. */
export const barRows = (layer: Layer): LayerRow[] => (layer.is_ordered || layer.rows.length <= kMostBars + 1 ? layer.rows : layer.rows.slice(0, kMostBars));

/** Measures that any row has a value of: there are no probabilities before something is predicted. */
export const knownMeasures = (layers: Layers): number[] => layers.measures.map((_, m) => m).filter((m) => layers.measures[m]!.everybody !== null);

export interface RankedColumn { text: string; name: string; cell: Correlation }

/** How the other columns go with the first, the strongest first; those without a correlation last. */
export function ranked(correlations: Correlations, kind: CorrelationKind): RankedColumn[] {
  const strength = (c: RankedColumn): number => (c.cell.r === null ? -1 : Math.abs(c.cell.r));
  return correlations.columns
    .map((column, i) => ({ ...column, cell: correlations[kind][0]![i]! }))
    .slice(1)
    .sort((a, b) => strength(b) - strength(a));
}

/** The end of a scale of correlations that all of them have room on: 0.5 or, where one is stronger, 1. */
export function reachOf(correlations: Correlations, kind: CorrelationKind): number {
  const matrix = correlations[kind];
  const most = Math.max(0, ...matrix.flatMap((row, i) => row.filter((_, j) => i !== j).map((cell) => Math.abs(cell.r ?? 0))));
  return most > 0.5 ? 1 : 0.5;
}

/** The same of the bars, which show intervals: to the next tenth. */
export const reachOfRanked = (columns: RankedColumn[]): number =>
  Math.min(1, Math.max(0.2, Math.ceil(10 * Math.max(0, ...columns.flatMap(({ cell }) => [cell.r, cell.low, cell.high]).map((r) => Math.abs(r ?? 0)))) / 10));

/** Whether 0 lies outside the interval. */
export const isSure = (cell: Correlation): boolean => cell.low !== null && cell.high !== null && (cell.low > 0 || cell.high < 0);
