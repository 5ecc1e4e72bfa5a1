// Where a scroll bar stands and which rows that is. Browsers draw no element higher than some 17 (Firefox) to 33 (Chromium) million
// pixels, so beyond `limit` the scrolled element is lower than its rows, and the scroll position is stretched over them.
export const kHighest = 15_000_000;

export interface ScrollScale {
  height: number; // of the scrolled element
  stretched: boolean;
  top(scrollTop: number): number; // of the view, in pixels of the rows
  scrollTop(top: number): number;
  most: number; // the greatest top: the last row stands at the bottom
}

export function scrollScale(rows: number, rowHeight: number, viewHeight: number, limit = kHighest): ScrollScale {
  const full = rows * rowHeight;
  const height = Math.min(full, limit);
  const most = Math.max(0, full - viewHeight);
  const mostScroll = Math.max(0, height - viewHeight);
  const stretched = full > limit && mostScroll > 0;
  const stretch = stretched ? most / mostScroll : 1;
  // At other zooms the end of the scroll is a fraction of a pixel short of the computed one: within a pixel is the end.
  const top = (scrollTop: number): number =>
    scrollTop <= 0 ? 0 : scrollTop >= mostScroll - 1 && stretched ? most : Math.min(most, scrollTop * stretch);
  return { height, stretched, most, top, scrollTop: (wanted) => Math.max(0, Math.min(most, wanted)) / stretch };
}

/** The rows [first, last) that a view shows, in part or whole. */
export function rowsInView(top: number, viewHeight: number, rowHeight: number, rows: number): { first: number; last: number } {
  const first = Math.min(rows, Math.max(0, Math.floor(top / rowHeight)));
  return { first, last: Math.max(first, Math.min(rows, Math.ceil((top + viewHeight) / rowHeight))) };
}
