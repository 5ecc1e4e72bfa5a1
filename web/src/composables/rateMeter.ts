// How fast something advances, over the last seconds only: a stalled line must not live on its past.
export class RateMeter {
  private readonly samples: { at: number; done: number }[] = [];

  constructor(
    private readonly windowMs = 5000,
    private readonly now: () => number = () => performance.now(),
  ) {}

  add(done: number): void {
    const at = this.now();
    const last = this.samples.at(-1);
    if (last && done < last.done) this.samples.length = 0; // it went back: what was sent did not arrive
    this.samples.push({ at, done });
    while (this.samples.length > 2 && at - (this.samples[1]?.at ?? at) > this.windowMs) this.samples.shift();
  }

  /** Units a second; null before there are two samples. */
  rate(): number | null {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.at <= first.at) return null;
    return ((last.done - first.done) * 1000) / (last.at - first.at);
  }

  remainingSeconds(total: number): number | null {
    const rate = this.rate();
    const last = this.samples.at(-1);
    return rate && last ? Math.max(0, (total - last.done) / rate) : null;
  }
}
