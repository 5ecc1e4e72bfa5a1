// What a click on an element of a chart makes of the filter.
import type { Chart, Filter } from '@/api/types';

import { binEdges, type FlowLink, type FlowNode, type HeatCell } from './chartOptions';
import { toggleRange, toggleValue, toggleValues } from './filterConditions';

export interface Picked {
  dataIndex: number;
  data: unknown;
}

/** `columns` are those of the chart. */
export function pickFilter(chart: Chart, columns: string[], filter: Filter, picked: Picked): Filter {
  const [first = '', second = ''] = columns;
  switch (chart.kind) {
    case 'bar': {
      const bar = chart.bars[picked.dataIndex];
      return bar ? toggleValue(filter, first, bar.value) : filter;
    }
    case 'histogram':
      return picked.dataIndex in chart.counts ? toggleRange(filter, first, ...binEdges(chart, picked.dataIndex)) : filter;
    case 'sankey': {
      const item = picked.data as FlowNode | FlowLink;
      const column = columns[item.layer];
      if (column === undefined) return filter;
      return 'from' in item ? toggleValues(filter, [[column, item.from], [columns[item.layer + 1] ?? '', item.to]]) : toggleValue(filter, column, item.own);
    }
    case 'heatmap': {
      const cell = picked.data as HeatCell;
      return toggleValues(filter, [[first, cell.x], [second, cell.y]]);
    }
  }
}
