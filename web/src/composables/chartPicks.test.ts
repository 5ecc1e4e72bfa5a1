import { describe, expect, it } from 'vitest';

import type { Chart, Filter, ResultColumn } from '@/api/types';

import { binEdges, chartOption, escapeHtml } from './chartOptions';
import { pickFilter } from './chartPicks';

const none: Filter = { all: [] };
const column = (name: string): ResultColumn => ({ name, type: 'text', facet: true });
const context = (names: string[], filter = none) => ({
  columns: names.map(column), filter, theme: 'light' as const, narrow: false, text: (_: ResultColumn, v: unknown) => String(v), short: (_: ResultColumn, v: unknown) => String(v),
});

describe('a click', () => {
  it('on a bar chooses its value, also the empty one', () => {
    const chart: Chart = { id: 'b', kind: 'bar', bars: [{ value: 'x', count: 2 }, { value: null, count: 1 }] };
    expect(pickFilter(chart, ['c'], none, { dataIndex: 1, data: 1 }).all).toEqual([{ column: 'c', op: 'in', values: [null] }]);
    expect(pickFilter(chart, ['c'], none, { dataIndex: 9, data: 1 })).toEqual(none);
  });
  it('on a bin chooses its range, to the last bin’s end', () => {
    const chart: Chart = { id: 'h', kind: 'histogram', low: 0, high: 1, counts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], empty: 0 };
    expect(pickFilter(chart, ['p'], none, { dataIndex: 2, data: 0 }).all).toEqual([{ column: 'p', op: 'between', low: 0.2, high: 0.3 }]);
    expect(binEdges(chart, 9)).toEqual([0.9, 1]);
    for (let i = 1; i < 10; ++i) expect(binEdges(chart, i)[0]).toBe(binEdges(chart, i - 1)[1]);
  });
  it('on a flow’s node chooses that layer’s value, on a link both', () => {
    const chart: Chart = { id: 's', kind: 'sankey', links: [{ layer: 0, source: 'a', target: 'a', count: 1 }, { layer: 1, source: 'a', target: 'b', count: 1 }] };
    const [series] = chartOption(chart, context(['l0', 'l1', 'l2'])).series as { data: { name: string }[]; links: unknown[] }[];
    expect(new Set(series!.data.map((n) => n.name)).size).toBe(3); // the same value in two layers is two nodes
    expect(pickFilter(chart, ['l0', 'l1', 'l2'], none, { dataIndex: 0, data: series!.data[1] }).all).toEqual([{ column: 'l1', op: 'in', values: ['a'] }]);
    const linked = pickFilter(chart, ['l0', 'l1', 'l2'], none, { dataIndex: 1, data: series!.links[1] });
    expect(linked.all).toEqual([{ column: 'l1', op: 'in', values: ['a'] }, { column: 'l2', op: 'in', values: ['b'] }]);
    expect(pickFilter(chart, ['l0', 'l1', 'l2'], linked, { dataIndex: 1, data: series!.links[1] })).toEqual(none);
  });
  it('on a cell chooses hour and day', () => {
    const chart: Chart = { id: 'm', kind: 'heatmap', cells: [{ x: 13, y: 2, count: 5 }] };
    const [series] = chartOption(chart, context(['hour', 'weekday'])).series as { data: { x: number; y: number }[] }[];
    expect(series!.data).toHaveLength(24 * 7);
    const cell = series!.data.find((c) => c.x === 13 && c.y === 2);
    expect(pickFilter(chart, ['hour', 'weekday'], none, { dataIndex: 0, data: cell }).all).toEqual([
      { column: 'hour', op: 'in', values: [13] },
      { column: 'weekday', op: 'in', values: [2] },
    ]);
  });
});

it('what is not chosen fades', () => {
  const chart: Chart = { id: 'b', kind: 'bar', bars: [{ value: 'x', count: 2 }, { value: 'y', count: 1 }] };
  const filter: Filter = { all: [{ column: 'c', op: 'in', values: ['y'] }] };
  const [series] = chartOption(chart, context(['c'], filter)).series as { data: { itemStyle: { color: string } }[] }[];
  const [plain] = chartOption(chart, context(['c'])).series as { data: { itemStyle: { color: string } }[] }[];
  expect(series!.data.map((d, i) => d.itemStyle.color === plain!.data[i]!.itemStyle.color)).toEqual([false, true]);
});

it('texts of the data are no HTML', () => expect(escapeHtml('<img src=x onerror="a()">&\'')).not.toMatch(/[<>"']/));
