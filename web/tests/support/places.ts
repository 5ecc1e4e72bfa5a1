// Every page of the product, and how to know that one stands.
import type { Page } from '@playwright/test';

import type { Client } from './client';
import { expect } from './test';

/** Name and path of each page; those with a customer or a model take them from the workspace. */
export async function places(client: Client): Promise<[name: string, path: string][]> {
  const { customers } = await client.json<{ customers: string[] }>('GET', '/customers', { query: { limit: 1 } });
  return [
    ['data', '/data'],
    ['predict', '/predict'],
    ['results', '/results'],
    ['dashboard', '/dashboard'],
    ['screen', '/screen'],
    ['customers', '/customers'],
    ['customer', `/customers/${customers[0]}`],
    ['models', '/models'],
    ['strategies', '/strategies'],
    ['accounts', '/accounts'],
    ['nowhere', '/nothing-here'],
  ];
}

/** The pages of a workspace with a task over tables. */
export const taskPlaces: [name: string, path: string][] = [
  ['bank-data', '/data'],
  ['bank-predict', '/predict'],
  ['bank-results', '/results'],
  ['bank-dashboard', '/dashboard'],
  ['bank-layers', '/layers'],
  ['bank-segments', '/segments'],
  ['bank-explain', '/explain'],
  ['bank-models', '/models'],
  ['bank-watch', '/watch'],
];

/** Opens a page and waits until nothing on it is loading. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await settle(page);
}

export async function settle(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeVisible();
  await expect(page.locator('.el-skeleton, .el-loading-mask')).toHaveCount(0);
  const download = page.getByTestId('download-button'); // enabled once the rows are there
  if ((await download.count()) > 0) await expect(download.first()).toBeEnabled();
  await page.evaluate(async () => {
    const ends = document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ends.map((one) => one.finished)); // colours on their way are nobody's
  });
}
