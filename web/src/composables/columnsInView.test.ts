import { expect, it } from 'vitest';

import { columnsInView } from './columnsInView';

const widths = [100, 50, 50, 50, 50];

it('has what is in view, in part too', () => {
  expect(columnsInView(widths, 0, 220)).toEqual({ first: 1, last: 4, before: 0 });
  expect(columnsInView(widths, 49, 151)).toEqual({ first: 1, last: 3, before: 0 });
  expect(columnsInView(widths, 50, 151)).toEqual({ first: 2, last: 4, before: 50 });
});
it('reaches the last column', () => expect(columnsInView(widths, 100, 200)).toEqual({ first: 3, last: 5, before: 100 }));
it('does without columns', () => expect(columnsInView([], 0, 200)).toEqual({ first: 1, last: 1, before: 0 }));
