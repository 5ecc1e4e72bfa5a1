// What came of the contacts: the page before any are reported, and with what came back of a plan.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { drawn } from './support/chart';
import { bringIn, openOffice, type Office } from './support/office';
import { prepared } from './support/program';
import { expect, test } from './support/test';

interface Watch {
  month: string | null;
  shares: { name: string; by: string; value: string; called: string; no_chart: { code: string } | null }[];
  steps: string[];
  plans: { value: string; counts: (number | null)[] }[];
}

let office: Office;
test.beforeAll(async () => void (office = await openOffice('wealth')));
test.afterAll(() => office?.close());

test('what comes back of a plan is shown by channel and step by step', async ({ page, context }) => {
  const vic = await office.client('vic');
  const before = await vic.json<Watch>('GET', '/watch');
  expect(before.month).toBe('2025-12');
  expect(before.shares.filter((s) => s.by === 'channel')).toEqual([]);
  expect(before.plans.every((p) => p.counts[1] === 0)).toBe(true);
  await bringIn(context, office, 'vic');
  await page.goto(`${office.server.address}/watch`);
  await expect(page.getByTestId('watch-interest')).toBeVisible();
  await expect.poll(() => drawn(page.getByTestId('watch-share').first())).toBeGreaterThan(200);
  await expect(page.getByTestId('plan-outcomes').locator('tbody tr')).toHaveCount(before.plans.length);

  // The contacts of the last year with their channels come in on the page of files.
  const ana = await office.client('ana');
  const upload = await ana.upload('contacts.csv', readFileSync(join(prepared, 'bank', 'contacts.csv')));
  expect((await ana.job({ kind: 'ingest', uploads: [upload], pseudonymise: false })).state).toBe('done');

  const after = await vic.json<Watch>('GET', '/watch');
  const channels = after.shares.filter((s) => s.name === 'interest' && s.by === 'channel').map((s) => s.value);
  expect(channels.sort()).toEqual(['branch', 'call', 'push']);
  await page.reload();
  await page.getByTestId('watch-interest').getByTestId('watch-of-call').click();
  await expect(page.getByTestId('watch-interest').getByRole('img').first()).toHaveAccessibleName(/外撥電話/);
});

test('on a narrow screen only the table scrolls', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${office.server.address}/watch`);
  await expect(page.getByTestId('plan-outcomes')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test('a pack of journeys has no such page', async ({ page, context }) => {
  const shop = await openOffice('empty');
  try {
    await bringIn(context, shop, 'vic');
    const answer = await (await shop.client('vic')).request('GET', '/watch');
    expect(answer.status).toBe(409);
    await page.goto(`${shop.server.address}/data`);
    await expect(page.locator('nav a[href="/watch"]')).toHaveCount(0);
  } finally {
    await shop.close();
  }
});
