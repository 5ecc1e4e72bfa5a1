// What a bank's marketer does with a task over tables: from two files to a list of contacts, filtered and downloaded.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { parseCsv } from './support/csv';
import { bringIn, openOffice } from './support/office';
import { prepared, remove, run, startServer, type Server } from './support/program';
import { expect, test } from './support/test';

const tables = ['user_base.csv', 'user_behavior_assets.csv'].map((name) => join(prepared, 'bank', name));
const columns = ['user_id', 'name', 'rank', 'probability', 'segment_name', 'channel_name', 'day', 'message', 'expected_value', 'left_out_because', 'is_new', ...[1, 2, 3, 4, 5].map((k) => `reason_${k}`)];
const countOf = async (page: Page): Promise<number> => Number(await page.getByTestId('result-count').getAttribute('data-total'));

test.describe('from two files to a list', () => {
  let folder: string;
  let server: Server;
  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'auspex-wealth-'));
    run('init', join(folder, 'workspace'), '--pack', 'wealth');
    server = await startServer(join(folder, 'workspace'));
  });
  test.afterAll(async () => {
    await server?.stop();
    remove(folder);
  });

  test('loads, trains, predicts and plans, looks at the list', async ({ page }) => {
    test.setTimeout(180_000);
    await page.goto(`${server.address}/signin#token=${server.token}`);
    await expect(page.getByTestId('no-password')).toBeVisible();

    await test.step('nothing can be foretold without data', async () => {
      await page.goto(`${server.address}/predict`);
      await page.getByTestId('to-data').click();
      await expect(page.getByTestId('drop-zone')).toBeVisible();
    });

    await test.step('loads both tables at once', async () => {
      await page.locator('input[type=file]').setInputFiles(tables);
      await expect(page.getByTestId('upload')).toHaveCount(2);
      await expect(page.getByTestId('load')).toBeEnabled({ timeout: 30_000 });
      await page.getByTestId('load').click();
      await expect(page.getByTestId('ingest-result')).toBeVisible({ timeout: 30_000 });
      await page.getByTestId('ingest-result').getByTestId('to-predict').click();
    });

    await test.step('trains two quick models', async () => {
      await expect(page.getByTestId('step-train')).toHaveAttribute('data-done', 'no');
      await expect(page.getByTestId('start-plan')).toBeDisabled();
      await page.getByTestId('start-train').click();
      for (const model of ['lightgbm', 'xgboost', 'random_forest']) await page.getByTestId(`train-model-${model}`).click();
      await page.getByTestId('train-start').click();
      await expect(page.getByTestId('step-train')).toHaveAttribute('data-done', 'yes', { timeout: 60_000 });
      await expect(page.getByTestId('step-train')).toContainText('AUC');
    });

    await test.step('one button predicts, segments and plans', async () => {
      await page.getByTestId('predict-start').click();
      await expect(page.getByTestId('to-results')).toBeVisible({ timeout: 60_000 });
      for (const step of ['predict', 'segment', 'plan']) await expect(page.getByTestId(`step-${step}`)).toHaveAttribute('data-done', 'yes');
      await expect(page.getByTestId('out-of-date')).toHaveCount(0);
      await page.getByTestId('to-results').click();
    });

    await test.step('the list, with its figures and charts', async () => {
      await expect(page.locator('h1')).toHaveText('聯繫名單');
      await expect(page.getByTestId('run-about')).toContainText('2026/01/01');
      await expect.poll(() => countOf(page)).toBeGreaterThan(20);
      for (const card of ['listed', 'approached', 'expected_value', 'expected_conversions', 'new_on_list']) await expect(page.getByTestId(`card-${card}`)).toBeVisible();
      await expect(page.locator('section.chart')).toHaveCount(6);
      await expect(page.getByTestId('left-list')).toContainText('第一份名單');
    });

    await test.step('a customer is one click from the reasons', async () => {
      await expect(page.getByTestId('result-row').first().locator('a')).toHaveAttribute('href', /^\/explain\/U\d+$/);
    });

    await test.step('filters by channel and downloads just those rows', async () => {
      const all = await countOf(page);
      await page.getByTestId('filter-channel_name').click();
      await page.getByTestId('filter-value').filter({ hasText: /^App 推送/ }).click();
      await page.getByTestId('filter-apply').click();
      await expect(page.getByTestId('filter-chip')).toHaveCount(1);
      await expect.poll(() => countOf(page)).toBeLessThan(all);
      const count = await countOf(page);
      await page.getByTestId('download-button').click();
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('download-csv').click()]);
      const csv = parseCsv(readFileSync(await file.path(), 'utf8').replace(/^\ufeff/, ''));
      expect(csv.header).toEqual(columns);
      expect(csv.rows.length).toBe(count);
      expect(new Set(csv.rows.map((row) => row.channel_name))).toEqual(new Set(['App 推送']));
    });

    await test.step('plans again: nobody has left', async () => {
      await page.goto(`${server.address}/predict`);
      await page.getByTestId('start-plan').click();
      await expect(page.getByTestId('to-results')).toBeVisible({ timeout: 60_000 });
      await page.getByTestId('to-results').click();
      await expect(page.getByTestId('left-list')).toContainText('沒有客戶離開');
    });

    await test.step('writes a report and downloads it', async () => {
      await page.goto(`${server.address}/predict`);
      await page.getByTestId('start-report').click();
      await expect(page.getByTestId('step-report')).toHaveAttribute('data-done', 'yes', { timeout: 60_000 });
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('to-report').click()]);
      expect(file.suggestedFilename()).toBe('wealth-report.html');
      expect(readFileSync(await file.path(), 'utf8')).toContain('<html lang="zh-Hant"');
    });

    await test.step('new data make all of it out of date', async () => {
      await page.goto(`${server.address}/data`);
      await page.locator('input[type=file]').setInputFiles({ name: 'more.csv', mimeType: 'text/csv', buffer: Buffer.from('user_id,name\nU99999999,林小明\n') });
      await expect(page.getByTestId('load')).toBeEnabled();
      await page.getByTestId('load').click();
      await page.getByTestId('ingest-result').getByTestId('to-predict').click({ timeout: 30_000 });
      await expect(page.getByTestId('out-of-date')).toHaveCount(5);
    });
  });
});

test('in English, and by somebody who may only look', async ({ page, context }) => {
  const office = await openOffice('wealth');
  try {
    await bringIn(context, office, 'vic');
    await page.addInitScript(() => localStorage.setItem('auspex.language', 'en'));
    await page.goto(`${office.server.address}/predict`);
    await expect(page.getByTestId('viewer-note')).toBeVisible();
    await expect(page.getByTestId('step-plan')).toHaveAttribute('data-done', 'yes');
    for (const button of ['predict-start', 'start-train', 'start-predict', 'start-segment', 'start-plan', 'start-report']) await expect(page.getByTestId(button)).toHaveCount(0);

    await page.getByTestId('to-plan').click();
    await expect(page.locator('h1')).toHaveText('List of contacts');
    await expect.poll(() => countOf(page)).toBeGreaterThan(20);
    await page.getByTestId('filter-channel_name').click();
    await expect(page.getByTestId('filter-value').filter({ hasText: /^Outbound call/ })).toBeVisible();
    await page.keyboard.press('Escape');
    expect(await page.getByTestId('result-table').innerText(), 'what the plan stored in Chinese is said in English').not.toMatch(/通路|機率|冷靜期|客群/);
    await expect(page.getByTestId('delete-run')).toHaveCount(0);
  } finally {
    await office.close();
  }
});
