// Where the boxes of a decision tree stand: from left to right by depth, leaves evenly below each other, a node in the middle of its two branches.
// A node that is folded is drawn as if it were a leaf.
import type { TreeNode } from '@/api/types';

export interface TreeBox {
  node: number;
  depth: number;
  row: number; // in units of a box's height; halves occur
  isLeaf: boolean;
  isOpen: boolean;
  hidden: number; // leaves behind a folded node
}
export interface TreeLink { from: number; to: number; holds: boolean }
export interface TreePicture { boxes: TreeBox[]; links: TreeLink[]; rows: number; depth: number }

const isLeaf = (node: TreeNode): boolean => node.condition === '';
const childrenOf = (node: TreeNode): [number, number] => [node.left, node.right];

export function leavesUnder(nodes: TreeNode[], at: number): number {
  const node = nodes[at];
  if (!node || isLeaf(node)) return 1;
  return leavesUnder(nodes, node.left) + leavesUnder(nodes, node.right);
}

/** Every node that is less than `depth` steps from the root: what is open at first. */
export function openTo(nodes: TreeNode[], depth: number, at = 0): number[] {
  const node = nodes[at];
  if (depth <= 0 || !node || isLeaf(node)) return [];
  return [at, ...childrenOf(node).flatMap((child) => openTo(nodes, depth - 1, child))];
}

export function layTree(nodes: TreeNode[], open: ReadonlySet<number>): TreePicture {
  const picture: TreePicture = { boxes: [], links: [], rows: 0, depth: 0 };
  const place = (at: number, depth: number): number => {
    const node = nodes[at]!;
    const unfolded = !isLeaf(node) && open.has(at);
    const box: TreeBox = { node: at, depth, row: 0, isLeaf: isLeaf(node), isOpen: unfolded, hidden: unfolded || isLeaf(node) ? 0 : leavesUnder(nodes, at) };
    picture.boxes.push(box);
    picture.depth = Math.max(picture.depth, depth + 1);
    if (unfolded) {
      const rows = childrenOf(node).map((child) => place(child, depth + 1));
      childrenOf(node).forEach((child, i) => picture.links.push({ from: at, to: child, holds: i === 0 }));
      box.row = (rows[0]! + rows[1]!) / 2;
    } else {
      box.row = picture.rows++;
    }
    return box.row;
  };
  if (nodes.length > 0) place(0, 0);
  return picture;
}
