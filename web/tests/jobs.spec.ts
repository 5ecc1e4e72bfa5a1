// Long work: cancelled, reloaded, crashed, and beside somebody else's.
import type { Page } from '@playwright/test';

import { bringIn, openOffice, type Office } from './support/office';
import { open } from './support/places';
import { expect, test } from './support/test';

let office: Office;

test.beforeAll(async () => void (office = await openOffice('predicted')));
test.afterAll(() => office?.close());
test.beforeEach(({ context }) => bringIn(context, office, 'ana'));

const newest = (page: Page) => page.getByTestId('job').first();
const stateOf = async (id: string): Promise<string> => (await (await office.client('ana')).json<{ state: string }>('GET', `/jobs/${id}`)).state;

/** A training that lasts far longer than this test. */
async function startLongTraining(page: Page): Promise<string> {
  const job = await (await office.client('ana')).json<{ id: number }>('POST', '/jobs', { body: { kind: 'train', models: ['lstm'], epochs: 1000 } });
  await open(page, `${office.server.address}/predict`);
  await expect(page.locator(`[data-test=job][data-job="${job.id}"]`)).toHaveAttribute('data-state', 'running');
  return String(job.id);
}

test('a training begun by the dialog is cancelled', async ({ page }) => {
  await open(page, `${office.server.address}/predict`);
  await page.getByTestId('open-training').click();
  await page.getByTestId('train-model-popularity').click();
  await page.getByTestId('train-start').click();
  await expect(newest(page)).toHaveAttribute('data-state', 'running');
  await expect(page.getByTestId('running-job').first()).toBeVisible();
  await newest(page).getByTestId('job-cancel').click();
  await expect(newest(page)).toHaveAttribute('data-state', 'cancelled', { timeout: 30_000 });
  const { trainings } = await (await office.client('ana')).json<{ trainings: unknown[] }>('GET', '/models');
  expect(trainings).toHaveLength(1); // as before
});

test('a job stays through a reload, and others wait behind it', async ({ page }) => {
  const id = await startLongTraining(page);
  await expect(newest(page).getByTestId('job-stage')).not.toBeEmpty();
  await page.getByTestId('predict-start').click();
  await expect(page.locator('[data-test=job][data-state=queued]')).toHaveCount(1);
  await page.reload();
  await expect(page.locator(`[data-test=job][data-job="${id}"]`)).toHaveAttribute('data-state', 'running');
  const waiting = page.locator('[data-test=job][data-state=queued]');
  await expect(waiting).toHaveCount(1);
  await waiting.getByTestId('job-cancel').click();
  await expect(waiting).toHaveCount(0);
  await page.locator(`[data-test=job][data-job="${id}"]`).getByTestId('job-cancel').click();
  await expect.poll(() => stateOf(id), { timeout: 30_000 }).toBe('cancelled');
});

test('a job whose server crashed is shown as interrupted, and is started again', async ({ page, context }) => {
  const id = await startLongTraining(page);
  await office.server.kill();
  await office.restart();
  await bringIn(context, office, 'ana');
  await open(page, `${office.server.address}/predict`);
  const job = page.locator(`[data-test=job][data-job="${id}"]`);
  await expect(job).toHaveAttribute('data-state', 'interrupted');
  await job.getByTestId('job-restart').click();
  await expect(newest(page)).toHaveAttribute('data-state', 'running');
  const again = (await newest(page).getAttribute('data-job'))!;
  expect(Number(again)).toBeGreaterThan(Number(id));
  await newest(page).getByTestId('job-cancel').click();
  await expect.poll(() => stateOf(again), { timeout: 30_000 }).toBe('cancelled');
});

test('two people at once: one predicts while the other filters', async ({ page, browser }) => {
  const other = await browser.newContext();
  try {
    await bringIn(other, office, 'vic');
    const reader = await other.newPage();
    await open(page, `${office.server.address}/predict`);
    await open(reader, `${office.server.address}/results`);
    await page.getByTestId('preset-30').click();
    await page.getByTestId('predict-start').click();
    await expect(newest(page)).toBeVisible();
    for (const values of [['APP'], ['APP', 'WEB'], ['WEB'], ['MOBILE_WEB']]) {
      const filter = { all: [{ column: 'last_platform', op: 'in', values }] };
      const { total } = await (await office.client('vic')).json<{ total: number }>('GET', '/results/2/rows', { query: { filter } });
      await reader.goto(`${office.server.address}/results/2?${new URLSearchParams({ filter: JSON.stringify(filter) }).toString()}`);
      await expect(reader.getByTestId('result-count')).toHaveAttribute('data-total', String(total));
      await expect(reader.getByTestId('filter-chip')).toHaveCount(1);
    }
    await expect(page.getByTestId('to-results').first()).toBeVisible({ timeout: 60_000 });
    await expect(reader.getByTestId('delete-run')).toHaveCount(0);
    await reader.goto(`${office.server.address}/results`);
    await expect(reader.getByTestId('result-count')).not.toHaveAttribute('data-total', '1500'); // of the new one: 30 days
    await expect(reader.getByTestId('result-count')).toHaveAttribute('data-total', /^\d+$/);
  } finally {
    await other.close();
  }
});
