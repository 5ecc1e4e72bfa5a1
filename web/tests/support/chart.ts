// Charts are canvases: what is drawn is seen in their pixels.
import type { Locator } from '@playwright/test';

/** The first large patch of one strong colour (a bar), from the top left; null where nothing of the kind is drawn. */
export const findBar = (chart: Locator): Promise<{ x: number; y: number } | null> =>
  chart.locator('canvas').first().evaluate((node) => {
    const canvas = node as HTMLCanvasElement;
    const { data, width, height } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const scale = canvas.clientWidth / width;
    const at = (x: number, y: number) => data.slice((y * width + x) * 4, (y * width + x) * 4 + 4);
    for (let y = 3; y < height - 3; y += 2) {
      for (let x = 3; x < width - 3; x += 2) {
        const [r = 0, g = 0, b = 0, a = 0] = at(x, y);
        if (a < 250 || Math.max(r, g, b) - Math.min(r, g, b) < 60) continue; // clear or grey
        const isSame = [[3, 0], [-3, 0], [0, 3], [0, -3], [2, 2], [-2, -2]].every(([dx, dy]) => {
          const near = at(x + dx!, y + dy!);
          return Math.abs(near[0]! - r) + Math.abs(near[1]! - g) + Math.abs(near[2]! - b) < 12;
        });
        if (isSame) return { x: x * scale, y: y * scale };
      }
    }
    return null;
  });

/** How many pixels are not of the most frequent colour. */
export const drawn = (chart: Locator): Promise<number> =>
  chart.locator('canvas').first().evaluate((node) => {
    const canvas = node as HTMLCanvasElement;
    const pixels = new Uint32Array(canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    const counts = new Map<number, number>();
    for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    return pixels.length - Math.max(...counts.values());
  });
