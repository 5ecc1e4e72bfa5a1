// The dashboard and the big screen: what they show, choosing and the way back, refreshing by itself, by keyboard, on every size.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { drawn } from './support/chart';
import { bringIn, openOffice, type Office } from './support/office';
import { prepared } from './support/program';
import { expect, test } from './support/test';

let office: Office;
test.beforeAll(async () => void (office = await openOffice('predicted')));
test.afterAll(() => office?.close());

const tile = (page: Page, name: string) => page.getByTestId(`tile-${name}`);
const shown = async (page: Page, name: string): Promise<number> => Number((await tile(page, name).getByTestId('number').innerText()).replaceAll(/[^\d.-]/g, ''));

async function openScreen(page: Page, path = '/screen'): Promise<void> {
  await page.goto(office.server.address + path);
  await expect(tile(page, 'online').getByTestId('number')).not.toHaveText('–');
  await expect(tile(page, 'actions_by_day').locator('canvas')).toBeVisible();
}

test('every chart of the pack is drawn, and the screen holds them without scrolling', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await page.setViewportSize({ width: 1920, height: 1080 });
  await openScreen(page);
  await expect(page.locator('html')).toHaveClass(/\bdark\b/);
  const { charts } = await (await office.client('vic')).json<{ charts: { name: string }[] }>('GET', '/dashboard');
  for (const { name } of charts) {
    await expect(tile(page, name)).toBeVisible();
    await expect(tile(page, name).getByTestId('missing')).toHaveCount(0);
  }
  for (const name of ['actions_by_day', 'chances', 'families']) await expect.poll(() => drawn(tile(page, name))).toBeGreaterThan(500);
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('16px');
  await page.setViewportSize({ width: 3840, height: 2160 });
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px');
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0);
});

test('a click goes down into a value, and there are ways back', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await openScreen(page);
  const all = await shown(page, 'online');
  await tile(page, 'platforms').getByTestId('place').first().click();
  await expect(page).toHaveURL(/platform=/);
  await expect.poll(() => shown(page, 'online')).toBeLessThan(all);
  await tile(page, 'families').getByTestId('legend').first().click();
  await expect(page).toHaveURL(/platform=.*family=/);
  await page.getByTestId('dashboard-back').click();
  await expect(page).not.toHaveURL(/family=/);
  await expect(page).toHaveURL(/platform=/);
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/platform=/);
  await expect.poll(() => shown(page, 'online')).toBe(all);
  await page.getByTestId('filter-platform').selectOption({ index: 1 });
  await expect.poll(() => shown(page, 'online')).toBeLessThan(all);
  await page.goBack();
  await expect.poll(() => shown(page, 'online')).toBe(all);
});

test('new data comes by itself, without a flicker', async ({ page, context }) => {
  await bringIn(context, office, 'ana');
  await openScreen(page);
  const before = await shown(page, 'visitors');
  await page.evaluate(() => {
    const seen = { waits: 0 };
    (window as unknown as { seen: typeof seen }).seen = seen;
    new MutationObserver(() => (seen.waits += document.querySelectorAll('.tile .wait, .tile canvas').length < 3 ? 1 : 0)).observe(document.body, { childList: true, subtree: true });
  });
  const client = await office.client('ana');
  const upload = await client.upload('second.csv', readFileSync(join(prepared, 'second', 'events.csv')));
  const job = await client.job({ kind: 'ingest', uploads: [upload], pseudonymise: false });
  expect(job.state).toBe('done');
  await expect.poll(() => shown(page, 'visitors'), { timeout: 30_000 }).not.toBe(before);
  expect(await page.evaluate(() => (window as unknown as { seen: { waits: number } }).seen.waits)).toBe(0);
});

test('by keyboard: filters, tiles and the way out', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await openScreen(page);
  const reached = new Set<string>();
  for (let press = 0; press < 60; ++press) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => document.activeElement?.getAttribute('data-test') ?? ''));
  }
  for (const name of ['filter-source', 'filter-family', 'full-screen', 'leave-screen', 'legend', 'place']) expect([...reached]).toContain(name);
  await page.getByTestId('leave-screen').focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/dashboard$/);
  await expect(page.getByTestId('to-screen')).toBeVisible();
  await expect(page.getByTestId('nav-dashboard')).toHaveAttribute('aria-current', 'page');
});

test('fits small screens, one tile under another', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  for (const path of ['/screen', '/dashboard']) {
    await page.setViewportSize({ width: 390, height: 844 });
    await openScreen(page, path);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    const left = await tile(page, 'chances').evaluate((node) => node.getBoundingClientRect().width);
    expect(left).toBeGreaterThan(300);
  }
});
