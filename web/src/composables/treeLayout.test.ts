import { describe, expect, it } from 'vitest';

import type { TreeNode } from '@/api/types';

import { layTree, leavesUnder, openTo } from './treeLayout';

const node = (condition: string, left = 0, right = 0): TreeNode => ({ condition, left, right, share: 1, positive_share: 0.1 });
/** Root 0 with leaf 1 and node 2; 2 with leaf 3 and node 4; 4 with leaves 5 and 6. */
const nodes = [node('a', 1, 2), node(''), node('b', 3, 4), node(''), node('c', 5, 6), node(''), node('')];

describe('layTree', () => {
  it('puts leaves below each other and a node between its branches', () => {
    const picture = layTree(nodes, new Set([0, 2, 4]));
    const at = Object.fromEntries(picture.boxes.map((b) => [b.node, [b.depth, b.row]]));
    expect(at).toEqual({ 0: [0, 0.875], 1: [1, 0], 2: [1, 1.75], 3: [2, 1], 4: [2, 2.5], 5: [3, 2], 6: [3, 3] });
    expect([picture.rows, picture.depth]).toEqual([4, 4]);
    expect(picture.links.filter((l) => l.from === 0)).toEqual([{ from: 0, to: 1, holds: true }, { from: 0, to: 2, holds: false }]);
  });
  it('draws a folded node as one box that says what it hides', () => {
    const picture = layTree(nodes, new Set([0]));
    expect(picture.boxes.map((b) => b.node)).toEqual([0, 1, 2]);
    expect(picture.boxes[2]).toMatchObject({ isLeaf: false, isOpen: false, hidden: 3 });
    expect(picture.rows).toBe(2);
  });
  it('draws a tree of one leaf, and none of nothing', () => {
    expect(layTree([node('')], new Set())).toMatchObject({ rows: 1, depth: 1, boxes: [{ isLeaf: true }] });
    expect(layTree([], new Set())).toEqual({ boxes: [], links: [], rows: 0, depth: 0 });
  });
  it('opens the first levels', () => {
    expect(openTo(nodes, 2)).toEqual([0, 2]);
    expect(openTo(nodes, 9)).toEqual([0, 2, 4]);
    expect(leavesUnder(nodes, 0)).toBe(4);
  });
});
