// Which of a table's columns stand in view when it is moved sideways; the first one always does.
export interface ColumnsInView {
  first: number; // of the columns behind the first one
  last: number; // one past the last
  before: number; // pixels of the columns left out on the left
}

export function columnsInView(widths: number[], left: number, width: number): ColumnsInView {
  let x = widths[0] ?? 0;
  let first = 1;
  const from = left + x; // the first column covers what stands under it
  while (first < widths.length && x + widths[first]! <= from) x += widths[first++]!;
  const before = x - (widths[0] ?? 0);
  let last = first;
  while (last < widths.length && x < left + width) x += widths[last++]!;
  return { first, last, before };
}
