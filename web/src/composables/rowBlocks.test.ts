import { describe, expect, it, vi } from 'vitest';

import { blocksOf, RowBlocks, type Block } from './rowBlocks';

const total = 1050;

/** A server of `total` rows whose answers wait until they are let go. */
function slowServer() {
  const asked: { offset: number; limit: number; signal: AbortSignal; answer: () => void; fail: (error: unknown) => void }[] = [];
  const fetchBlock = (offset: number, limit: number, signal: AbortSignal) =>
    new Promise<Block<number>>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) => offset + i);
      asked.push({ offset, limit, signal, answer: () => resolve({ total, rows }), fail: reject });
    });
  return { asked, fetchBlock };
}
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('blocksOf', () => {
  it('takes just the blocks that rows lie in, at the ends too', () => {
    expect(blocksOf(0, 100, 100)).toEqual([0]);
    expect(blocksOf(0, 101, 100)).toEqual([0, 1]);
    expect(blocksOf(99, 101, 100)).toEqual([0, 1]);
    expect(blocksOf(100, 200, 100)).toEqual([1]);
    expect(blocksOf(999_990, 1_000_000, 100)).toEqual([9999]);
    expect(blocksOf(0, 0, 100)).toEqual([]);
  });
});

describe('RowBlocks', () => {
  it('fetches what is in view once, and has its rows', async () => {
    const { asked, fetchBlock } = slowServer();
    const changed = vi.fn();
    const blocks = new RowBlocks(fetchBlock, { changed });
    blocks.show(90, 120);
    blocks.show(91, 121);
    expect(asked.map((a) => [a.offset, a.limit])).toEqual([[0, 100], [100, 100]]);
    asked.forEach((a) => a.answer());
    await settle();
    expect(changed).toHaveBeenCalledTimes(2);
    expect([blocks.total, blocks.row(0), blocks.row(99), blocks.row(100), blocks.row(200)]).toEqual([total, 0, 99, 100, undefined]);
    blocks.show(0, 200);
    expect(asked).toHaveLength(2);
  });
  it('asks for nothing beyond the last row', async () => {
    const { asked, fetchBlock } = slowServer();
    const blocks = new RowBlocks(fetchBlock);
    blocks.show(1040, 1060);
    asked[0]?.answer();
    await settle();
    expect([blocks.row(1049), blocks.row(1050)]).toEqual([1049, undefined]);
    blocks.show(1049, 1200);
    expect(asked.map((a) => a.offset)).toEqual([1000]);
  });
  it('gives up what was scrolled past, and asks again when it comes back', async () => {
    const { asked, fetchBlock } = slowServer();
    const changed = vi.fn();
    const blocks = new RowBlocks(fetchBlock, { changed });
    blocks.show(0, 20);
    blocks.show(500, 520);
    expect(asked.map((a) => a.signal.aborted)).toEqual([true, false]);
    await settle();
    expect([changed.mock.calls.length, blocks.error]).toEqual([0, null]);
    blocks.show(0, 20);
    expect(asked.map((a) => a.offset)).toEqual([0, 500, 0]);
  });
  it('forgets the least lately used blocks, never those in view', async () => {
    const { asked, fetchBlock } = slowServer();
    const blocks = new RowBlocks(fetchBlock, { kept: 2 });
    for (const first of [0, 100, 200]) {
      blocks.show(first, first + 10);
      asked.at(-1)?.answer();
      await settle();
    }
    blocks.show(0, 10); // 0 is now the latest, 100 the least lately used
    blocks.show(300, 310);
    asked.at(-1)?.answer();
    await settle();
    expect([blocks.row(0), blocks.row(100), blocks.row(200), blocks.row(300)]).toEqual([0, undefined, 200, 300]);
  });
  it('keeps an error until an answer comes', async () => {
    const { asked, fetchBlock } = slowServer();
    const blocks = new RowBlocks(fetchBlock);
    blocks.show(0, 10);
    asked[0]?.fail(new Error('down'));
    await settle();
    expect(blocks.error).toBeInstanceOf(Error);
    blocks.show(0, 10);
    asked[1]?.answer();
    await settle();
    expect([blocks.error, blocks.row(3)]).toEqual([null, 3]);
  });
  it('is silent once closed', async () => {
    const { asked, fetchBlock } = slowServer();
    const changed = vi.fn();
    const blocks = new RowBlocks(fetchBlock, { changed });
    blocks.show(0, 10);
    blocks.close();
    asked[0]?.answer();
    await settle();
    expect([changed.mock.calls.length, asked[0]?.signal.aborted]).toEqual([0, true]);
  });
});
