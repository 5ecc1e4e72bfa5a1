// What the values and columns of a dashboard's chart are called and how its numbers are written.
import type { Cell, DashboardChartInfo, DashboardFilter } from '@/api/types';
import { formatValue } from '@/format';

import { palette } from './chartOptions';
import { shortLabels } from './dashboardRows';
import { useWording } from './useWording';
import { language } from '@/i18n';
import { theme } from '@/theme';

export function useTileWords(props: { info: DashboardChartInfo; filters: DashboardFilter[] }) {
  const { word } = useWording();
  const heading = (column: string): string => word('column', column);
  function text(column: string, value: Cell | undefined): string {
    if (value === null || value === undefined) return '–';
    if (typeof value === 'number') return number(column, value);
    const words = props.info.words[column];
    return words ? word(words, String(value)) : shortLabels([String(value)], language.value)[0]!;
  }
  const number = (column: string, value: number): string => formatValue(props.info.formats[column] ?? props.info.format, value);
  /** A value keeps its colour in every chart that shows it, by its place among the filter's values. */
  function colour(column: string, value: string, index: number): string {
    const shades = palette[theme.value];
    const at = props.filters.find((f) => f.name === column)?.values.indexOf(value) ?? -1;
    return shades[(at >= 0 ? at : index) % shades.length]!;
  }
  return { heading, text, number, colour };
}
