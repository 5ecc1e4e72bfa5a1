// What a marketer does, from the first start's link to the downloaded file.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Download, Locator, Page } from '@playwright/test';

import type { Pack } from '../src/api/types';
import { drawn, findBar } from './support/chart';
import { parseCsv } from './support/csv';
import { bringIn, openOffice, type Office } from './support/office';
import { copyWorkspace, prepared, remove, startServer, type Server } from './support/program';
import { expect, test } from './support/test';

const resultColumns = [
  'user_pseudo_id',
  ...[1, 2, 3, 4, 5].flatMap((k) => [`Top${k}_next_action_group`, `Top${k}_confidence`]),
  'Online_conversion_prob', 'O2O_reservation_prob', 'Marketing_Strategy', 'last_event_time', 'last_platform', 'last_action', 'last_action_group',
  ...[2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((k) => [`-${k}_action`, `-${k}_action_group`]),
];
const header = 'user_pseudo_id,event_time,action_group,source,medium,platform,staytime,has_shared,revisit_count,action';
let scratch = '';
test.beforeAll(() => void (scratch = mkdtempSync(join(tmpdir(), 'auspex-files-'))));
test.afterAll(() => remove(scratch));

const bytesOf = async (download: Download): Promise<Buffer> => readFileSync(await download.path());
const countOf = async (page: Page): Promise<number> => Number(await page.getByTestId('result-count').getAttribute('data-total'));
const shownNumber = (text: string): number => Number(text.replaceAll(/[^\d.-]/g, ''));

async function download(page: Page, format: string): Promise<Download> {
  if (!(await page.getByTestId(`download-${format}`).isVisible())) await page.getByTestId('download-button').click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId(`download-${format}`).click()]);
  return file;
}

/** What the pack calls a column in the language of the page. */
async function wordOf(page: Page, column: string): Promise<string> {
  const { wording } = (await (await page.request.get(new URL('/api/v1/pack', page.url()).href)).json()) as Pack;
  return wording['zh-Hant']![`column.${column}`]!;
}

/** Chooses from a list, again if the list was not ready for it. */
async function choose(page: Page, select: Locator, name: string): Promise<void> {
  const option = page.getByRole('option', { name, exact: true }).filter({ visible: true });
  await expect(async () => {
    if (!(await option.isVisible())) await select.click({ timeout: 2000 });
    await option.click({ timeout: 2000 });
    await expect(select).toContainText(name, { timeout: 2000 });
  }).toPass({ timeout: 15_000 });
}

/** Adds a condition in the dialog; `fill` gives what it is compared with. */
async function addFilter(page: Page, column: string, operator: string | null, fill: () => Promise<void>): Promise<void> {
  await page.getByTestId('add-filter').click();
  const dialog = page.getByTestId('filter-dialog');
  await choose(page, dialog.getByTestId('filter-column'), await wordOf(page, column));
  if (operator) {
    await choose(page, dialog.getByTestId('filter-operator'), operator);
  }
  await fill();
  await dialog.getByTestId('filter-apply').click();
  await expect(dialog).toBeHidden();
}

test.describe('from a dropped file to a downloaded one', () => {
  let folder: string;
  let server: Server;

  test.beforeAll(async () => {
    folder = copyWorkspace('trained');
    server = await startServer(join(folder, 'workspace'));
  });
  test.afterAll(async () => {
    await server?.stop();
    remove(folder);
  });

  test('six steps', async ({ page }) => {
    test.setTimeout(180_000);
    const text = readFileSync(join(prepared, 'second', 'events.csv'), 'utf8').trimEnd().split('\n');
    const twice = text[1]!; // loaded before, so a duplicate of itself
    const bad = ['q1,yesterday,試算,google,cpc,WEB,3,0,1,試算', ',2025-03-01 10:00:00,試算,google,cpc,WEB,3,0,1,試算', 'q3,2025-03-01 10:00:00,試算,google,cpc,WEB,-5,0,1,試算'];
    const file = [...text, ...bad, twice].join('\n') + '\n';

    await test.step('the link of the first start signs in, once; a password is set by the banner', async () => {
      await page.goto(`${server.address}/signin#token=${server.token}`);
      await expect(page.getByTestId('no-password')).toBeVisible();
      expect(page.url()).not.toContain(server.token);
      await page.getByTestId('set-password').click();
      await page.getByTestId('password-new').fill('a quiet evening');
      await page.getByTestId('password-again').fill('a quiet evening');
      await page.getByTestId('password-save').click();
      await expect(page.getByTestId('no-password')).toHaveCount(0);
    });

    await test.step('1: drops a file, sees what was understood, loads it', async () => {
      const data = await page.evaluateHandle(([name, content]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content!], name!, { type: 'text/csv' }));
        return transfer;
      }, ['三月.csv', file]);
      await page.getByTestId('drop-zone').dispatchEvent('dragover', { dataTransfer: data });
      await page.getByTestId('drop-zone').dispatchEvent('drop', { dataTransfer: data });
      await expect(page.getByTestId('upload')).toHaveAttribute('data-state', 'complete');
      await expect(page.getByTestId('mapping-row')).toHaveCount(10);
      for (const row of await page.getByTestId('mapping-row').all()) await expect(row).toHaveAttribute('data-state', 'found');
      await expect(page.getByTestId('preview-rows').locator('tbody tr')).toHaveCount(20);
      await expect(page.getByTestId('preview-rows')).toContainText(text[1]!.split(',')[0]!);
      await page.getByTestId('load').click();
      await expect(page.getByTestId('ingest-result')).toBeVisible({ timeout: 30_000 });
    });

    await test.step('the quality report says what the file has', async () => {
      const numbers = { read: text.length - 1 + bad.length + 1, rejected: bad.length, duplicates: 1 };
      const report = page.getByTestId('load-report');
      await expect(report.getByTestId('report-read')).toHaveText(numbers.read.toLocaleString('en'));
      await expect(report.getByTestId('report-rejected')).toHaveText(String(numbers.rejected));
      await expect(report.getByTestId('report-duplicates')).toHaveText(String(numbers.duplicates));
      await expect(report.getByTestId('report-kept')).toHaveText((numbers.read - numbers.rejected - numbers.duplicates).toLocaleString('en'));
      await expect(page.getByTestId('reason')).toHaveCount(3);
      const [rejects] = await Promise.all([page.waitForEvent('download'), page.getByTestId('rejects-csv').click()]);
      const csv = parseCsv((await bytesOf(rejects)).toString('utf8').replace(/^\ufeff/, ''));
      expect(csv.rows.map((row) => Number(row.line))).toEqual([text.length + 1, text.length + 2, text.length + 3]);
      expect(csv.rows.map((row) => row.column)).toEqual(['event_time', 'user_pseudo_id', 'staytime']);
      expect(await drawn(page.getByTestId('daily-chart'))).toBeGreaterThan(1000);
    });

    await test.step('2 and 3: chooses a period, presses 開始預測, sees how far it is', async () => {
      await page.getByTestId('ingest-result').getByTestId('to-predict').click();
      await expect(page.getByTestId('predict-start')).toHaveText('開始預測');
      const all = shownNumber((await page.getByTestId('period-chosen').innerText()).split(/[，,·]\s/).at(-1)!);
      await page.getByTestId('preset-30').click();
      await expect.poll(async () => shownNumber((await page.getByTestId('period-chosen').innerText()).split(/[，,·]\s/).at(-1)!)).not.toBe(all);
      await page.getByTestId('preset-all').click();
      await page.getByTestId('period-from').locator('input').fill('2025-01-15');
      await page.keyboard.press('Enter');
      await page.getByTestId('predict-start').click();
      await expect(page.getByTestId('job').first()).toBeVisible();
      await expect(page.getByTestId('to-results')).toBeVisible({ timeout: 60_000 });
      await page.getByTestId('to-results').click();
    });

    const { rows: before } = parseCsv(file);
    const expected = new Set([...readFileSync(join(prepared, 'first', 'events.csv'), 'utf8').split('\n').slice(1), ...text.slice(1)]
      .map((line) => line.split(',')).filter((cells) => cells[1] !== undefined && cells[1] >= '2025-01-15').map((cells) => cells[0])).size;
    expect(before.length).toBeGreaterThan(0);

    await test.step('4: results and charts', async () => {
      await expect(page.getByTestId('result-count')).toHaveAttribute('data-total', String(expected));
      await expect(page.getByTestId('run-about')).toContainText('2025/01/15');
      const charts = page.locator('section.chart');
      await expect(charts.locator('canvas')).toHaveCount(8);
      for (const chart of await charts.all()) {
        await chart.scrollIntoViewIfNeeded();
        await expect.poll(() => drawn(chart)).toBeGreaterThan(500);
      }
    });

    await test.step('a click on a bar filters', async () => {
      const chart = page.locator('section.chart.bar').first();
      await chart.scrollIntoViewIfNeeded();
      const bar = await findBar(chart);
      await chart.locator('canvas').first().click({ position: bar! });
      await expect(page.getByTestId('filter-chip')).toHaveCount(1);
      await expect.poll(() => countOf(page)).toBeLessThan(expected);
      expect(await countOf(page)).toBeGreaterThan(0);
      await page.getByTestId('clear-filters').click();
      await expect.poll(() => countOf(page)).toBe(expected);
    });

    await test.step('5: filters by set, range, text and time; sorts', async () => {
      await addFilter(page, 'last_platform', null, async () => {
        await page.getByTestId('filter-value').filter({ hasText: /^APP/ }).click();
        await page.getByTestId('filter-value').filter({ hasText: /^WEB/ }).click();
      });
      await addFilter(page, 'Top1_confidence', null, () => page.getByTestId('filter-low').locator('input').fill('20'));
      await addFilter(page, 'user_pseudo_id', '包含', () => page.getByTestId('filter-text').fill('A'));
      await addFilter(page, 'last_event_time', null, () => page.getByTestId('filter-from').fill('2025-02-01T00:00'));
      await expect(page.getByTestId('filter-chip')).toHaveCount(4);
      await expect.poll(() => countOf(page)).toBeLessThan(expected / 2);
      await page.getByTestId('sort-Top1_confidence').click();
      await expect(page).toHaveURL(/sort=/);
    });

    await test.step('6: downloads just those rows', async () => {
      const count = await countOf(page);
      const bytes = await bytesOf(await download(page, 'csv'));
      expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
      const csv = parseCsv(bytes.subarray(3).toString('utf8'));
      expect(csv.header).toEqual(resultColumns);
      expect(csv.rows.length).toBe(count);
      let last = /sort=-/.test(page.url()) ? Infinity : -Infinity;
      for (const row of csv.rows) {
        expect(['APP', 'WEB']).toContain(row.last_platform);
        expect(Number(row.Top1_confidence)).toBeGreaterThanOrEqual(0.2);
        expect(row.user_pseudo_id!.toLowerCase()).toContain('a');
        expect(row.last_event_time! >= '2025-02-01').toBe(true);
        expect(last === Infinity || last === -Infinity || (/sort=-/.test(page.url()) ? Number(row.Top1_confidence) <= last : Number(row.Top1_confidence) >= last)).toBe(true);
        last = Number(row.Top1_confidence);
        const sum = [1, 2, 3, 4, 5].reduce((total, k) => total + Number(row[`Top${k}_confidence`]), 0);
        expect(sum).toBeLessThanOrEqual(1.0001);
      }
      await expect(page.getByTestId('result-row').first()).toContainText(csv.rows[0]!.user_pseudo_id!);
      expect((await bytesOf(await download(page, 'xlsx'))).subarray(0, 2).toString()).toBe('PK');
      const parquet = await bytesOf(await download(page, 'parquet'));
      expect(parquet.subarray(0, 4).toString() + parquet.subarray(-4).toString()).toBe('PAR1PAR1');
      await page.keyboard.press('Escape');
    });

    await test.step('a customer, the receipt, and what if', async () => {
      const first = page.getByTestId('result-row').first();
      const id = await first.locator('a').innerText();
      await first.locator('[role=gridcell]').nth(1).click();
      await expect(page.getByTestId('customer-id')).toHaveText(id);
      await expect(page.getByTestId('receipt')).toBeVisible();
      await expect(page.getByTestId('journey-step').first()).toBeVisible();
      await expect(page.getByTestId('next-actions').first().locator('li')).toHaveCount(5);
      await page.getByTestId('what-if-select').click();
      await page.getByRole('option', { name: '立即投保', exact: true }).click();
      const sides = page.getByTestId('what-if-answer').getByTestId('next-actions');
      await expect(sides).toHaveCount(2);
      expect(await sides.nth(0).innerText()).not.toBe(await sides.nth(1).innerText());
    });
  });
});

test.describe('a file with other headers', () => {
  let office: Office;
  test.beforeAll(async () => void (office = await openOffice('empty')));
  test.afterAll(() => office?.close());

  test('is mapped by hand', async ({ page, context }) => {
    await bringIn(context, office, 'ana');
    const lines = readFileSync(join(prepared, 'second', 'events.csv'), 'utf8').split('\n').slice(1, 60);
    const path = join(scratch, 'other.csv');
    writeFileSync(path, [header.replace('user_pseudo_id', 'Wer').replace('staytime', 'Dauer') + ',extra', ...lines.map((line) => `${line},x`)].join('\n'));
    await page.goto(`${office.server.address}/data`);
    await page.getByTestId('file-input').setInputFiles(path);
    await expect(page.getByTestId('missing-columns')).toContainText('user_pseudo_id');
    await expect(page.getByTestId('load')).toBeDisabled();
    for (const [column, source] of [['user_pseudo_id', 'Wer'], ['staytime', 'Dauer']] as const) {
      const row = page.locator(`[data-test=mapping-row][data-column=${column}]`);
      await expect(row).toHaveAttribute('data-state', 'missing');
      await row.getByTestId('mapping-source').click();
      await page.getByRole('option', { name: source, exact: true }).click();
      await expect(row).toHaveAttribute('data-state', 'mapped');
    }
    await expect(page.getByTestId('missing-columns')).toHaveCount(0);
    await page.getByTestId('load').click();
    await expect(page.getByTestId('ingest-result')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByTestId('report-kept')).toHaveText('59');
    await expect(page.getByTestId('summary-events')).toHaveText('59');
  });
});
