// The rows of a table too long to have whole: fetched in blocks as they come into view, the lately seen ones kept, requests for
// blocks scrolled past given up.
export interface Block<Row> {
  total: number;
  rows: Row[];
}
export type FetchBlock<Row> = (offset: number, limit: number, signal: AbortSignal) => Promise<Block<Row>>;

export interface RowBlocksOptions {
  size?: number; // rows a block
  kept?: number; // blocks kept besides those in view
  changed?: () => void; // called when rows, total or error are others
}

/** The numbers of the blocks that hold the rows [first, last). */
export function blocksOf(first: number, last: number, size: number): number[] {
  const blocks: number[] = [];
  for (let block = Math.floor(first / size); block * size < last; ++block) blocks.push(block);
  return blocks;
}

export class RowBlocks<Row> {
  total: number | null = null; // unknown before the first answer
  error: unknown = null;
  private readonly size: number;
  private readonly kept: number;
  private readonly changed: () => void;
  private readonly blocks = new Map<number, Row[]>(); // least lately used first
  private readonly running = new Map<number, AbortController>();
  private closed = false;

  constructor(private readonly fetchBlock: FetchBlock<Row>, options: RowBlocksOptions = {}) {
    this.size = options.size ?? 100;
    this.kept = options.kept ?? 40;
    this.changed = options.changed ?? (() => undefined);
  }

  row(index: number): Row | undefined {
    return this.blocks.get(Math.floor(index / this.size))?.[index % this.size];
  }

  /** Says which rows are in view: what is missing of them is fetched, what else is on its way is given up. */
  show(first: number, last: number): void {
    const end = this.total === null ? last : Math.min(last, this.total);
    const wanted = blocksOf(Math.max(0, first), end, this.size);
    for (const [block, controller] of this.running) {
      if (wanted.includes(block)) continue;
      this.running.delete(block);
      controller.abort();
    }
    for (const block of wanted) {
      const rows = this.blocks.get(block);
      if (rows) {
        this.blocks.delete(block);
        this.blocks.set(block, rows);
      } else if (!this.running.has(block)) void this.fetch(block);
    }
    this.forget(wanted.length);
  }

  /** Gives up all that is on its way; nothing changes any more. */
  close(): void {
    this.closed = true;
    for (const controller of this.running.values()) controller.abort();
    this.running.clear();
  }

  private async fetch(block: number): Promise<void> {
    const controller = new AbortController();
    this.running.set(block, controller);
    try {
      const answer = await this.fetchBlock(block * this.size, this.size, controller.signal);
      if (controller.signal.aborted) return;
      this.total = answer.total;
      this.error = null;
      this.blocks.set(block, answer.rows);
    } catch (error) {
      if (controller.signal.aborted) return;
      this.error = error;
    }
    this.running.delete(block);
    this.forget(this.running.size + 1);
    if (!this.closed) this.changed();
  }

  private forget(inView: number): void {
    for (const block of this.blocks.keys()) {
      if (this.blocks.size <= this.kept + inView) return;
      this.blocks.delete(block);
    }
  }
}
