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
const stateOf = async (id: number): Promise<string> => (await (await office.client('ana')).json<{ state: string }>('GET', `/jobs/${id}`)).state;

/** So many trainings, one behind the other. */
async function startTrainings(count: number): Promise<number[]> {
  const ana = await office.client('ana');
  const ids: number[] = [];
  for (let k = 0; k < count; ++k) ids.push((await ana.json<{ id: number }>('POST', '/jobs', { body: { kind: 'train', models: ['lstm'], epochs: 1000 } })).id);
  return ids;
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

test('jobs stay through a reload, one after the other', async ({ page }) => {
  const ids = await startTrainings(25);
  await open(page, `${office.server.address}/predict`);
  const running = page.locator('[data-test=job][data-state=running]');
  const waiting = page.locator('[data-test=job][data-state=queued]');
  await expect(running).toHaveCount(1);
  await expect(running.getByTestId('job-stage')).not.toBeEmpty();
  await page.reload();
  await expect(running).toHaveCount(1);
  const last = page.locator(`[data-test=job][data-job="${ids.at(-1)}"]`);
  await expect(last).toHaveAttribute('data-state', 'queued');
  await last.getByTestId('job-cancel').click();
  await expect(last).toHaveAttribute('data-state', 'cancelled');
  const ana = await office.client('ana');
  for (const id of [...ids].reverse()) await (await ana.request('DELETE', `/jobs/${id}`)).text();
  await expect(waiting).toHaveCount(0);
  await expect(running).toHaveCount(0, { timeout: 30_000 });
});

test('a job whose server crashed is shown as interrupted, and is started again', async ({ page, context }) => {
  const [id] = await startTrainings(1);
  await expect.poll(() => stateOf(id!), { intervals: [10] }).toBe('running');
  await office.server.kill();
  await office.restart();
  await bringIn(context, office, 'ana');
  await open(page, `${office.server.address}/predict`);
  const job = page.locator(`[data-test=job][data-job="${id}"]`);
  await expect(job).toHaveAttribute('data-state', 'interrupted');
  await job.getByTestId('job-restart').click();
  await expect(newest(page)).not.toHaveAttribute('data-job', String(id));
  const again = Number(await newest(page).getAttribute('data-job'));
  expect(again).toBeGreaterThan(id!);
  await expect(newest(page)).toHaveAttribute('data-state', 'done', { timeout: 45_000 });
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
