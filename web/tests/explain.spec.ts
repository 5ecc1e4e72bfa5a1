// The page Explain of a task over tables: what the model leans on, one customer, and what-if.
import type { Page } from '@playwright/test';

import type { TaskCustomers } from '../src/api/types';
import { bringIn, openOffice, type Office } from './support/office';
import { open } from './support/places';
import { expect, test } from './support/test';

let office: Office;
let top: string;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  office = await openOffice('wealth');
  const vic = await office.client('vic');
  top = (await vic.json<TaskCustomers>('GET', '/task/customers', { query: { limit: 1 } })).customers[0]!.customer;
});
test.afterAll(() => office?.close());

const at = (path: string): string => `${office.server.address}${path}`;
const percent = async (page: Page, name: string): Promise<number> => parseFloat((await page.getByTestId(name).innerText()).replace('%', ''));

test('what the model leans on: groups open, a feature is looked at', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await open(page, at('/explain'));
  await expect(page.getByTestId('beeswarm').locator('canvas').first()).toBeVisible();
  await expect(page.getByTestId('dependence').locator('canvas').first()).toBeVisible();
  const group = page.getByTestId('importance-group').first();
  await group.click();
  await expect(group).toHaveAttribute('aria-expanded', 'true');
  const feature = page.getByTestId('importance-feature').last();
  const name = (await feature.innerText()).split('\n')[0]!.trim();
  await feature.click();
  await expect(page.getByTestId('dependence')).toContainText(name);
  await page.getByTestId('top-customer').first().click();
  await expect(page.getByTestId('explained-customer')).toHaveText(top);
});

test('a slider moves the probability, and reset brings it back', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await open(page, at(`/explain/${top}`));
  await expect(page.getByTestId('waterfall').locator('canvas').first()).toBeVisible();
  await expect(page.getByTestId('reason')).toHaveCount(5);
  const before = await percent(page, 'probability');
  expect(await percent(page, 'probability-after')).toBe(before);
  const control = page.locator('[data-feature="total"]');
  const handle = (await control.getByRole('slider').boundingBox())!;
  const track = (await control.locator('.el-slider__runway').boundingBox())!;
  await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
  await page.mouse.down();
  await page.mouse.move(track.x + track.width * 0.3, track.y, { steps: 8 });
  await expect.poll(() => percent(page, 'probability-after')).toBeLessThan(before);
  await page.mouse.up();
  await expect(page.getByTestId('moved')).toContainText('→');
  await control.getByTestId('reset-one').click();
  await expect.poll(() => percent(page, 'probability-after')).toBe(before);
  // By keyboard, and all at once.
  await control.getByRole('slider').focus();
  for (let press = 0; press < 40; ++press) await page.keyboard.press('ArrowLeft');
  await expect.poll(() => percent(page, 'probability-after')).toBeLessThan(before);
  await page.getByTestId('reset-all').click();
  await expect.poll(() => percent(page, 'probability-after')).toBe(before);
});

test('a customer is found by the beginning of the id; one that is not there is said', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await open(page, at(`/explain/${top}`));
  await page.getByTestId('task-search').fill(top.slice(0, 4));
  await page.getByTestId('task-suggestion').nth(1).click();
  await expect(page.getByTestId('explained-customer')).not.toHaveText(top);
  await open(page, at('/explain/nobody'));
  await expect(page.getByRole('alert')).toContainText('nobody');
});

test('fits a phone', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/explain', `/explain/${top}`]) {
    await open(page, at(path));
    await expect(page.locator('canvas').first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  }
});
