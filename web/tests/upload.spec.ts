// Uploads that break off: on the way, with the server, at a wrong place; and a large one that must not grow the server.
import { closeSync, mkdtempSync, openSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { bringIn, openOffice, type Office } from './support/office';
import { remove } from './support/program';
import { expect, test } from './support/test';

const header = 'user_pseudo_id,event_time,action_group,source,medium,platform,staytime,has_shared,revisit_count\n';
let office: Office;
let scratch = '';

test.beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'auspex-files-'));
  office = await openOffice('empty');
});
test.afterAll(async () => {
  await office?.close();
  remove(scratch);
});
test.beforeEach(({ context }) => bringIn(context, office, 'ana'));

/** A CSV of about so many megabytes. */
function writeCsv(name: string, megabytes: number): string {
  const path = join(scratch, name);
  const file = openSync(path, 'w');
  writeSync(file, header);
  const lines = 'u1,2025-03-01 12:03:11,其他,google,organic,WEB,12,0,1\n'.repeat(16_000);
  for (let written = 0; written < megabytes * 1e6; written += Buffer.byteLength(lines)) writeSync(file, lines);
  closeSync(file);
  return path;
}

async function give(page: Page, path: string): Promise<void> {
  await page.goto(`${office.server.address}/data`);
  await page.getByTestId('file-input').setInputFiles(path);
}

const row = (page: Page, name: string) => page.getByTestId('upload').filter({ hasText: name });
const offsetOf = async (name: string): Promise<{ id: string; offset: number; size: number } | undefined> =>
  (await (await office.client('ana')).json<{ uploads: { id: string; name: string; offset: number; size: number }[] }>('GET', '/uploads')).uploads.find((one) => one.name === name);

test('a broken line is mended without anybody doing anything', async ({ page }) => {
  let requests = 0;
  await page.route('**/api/v1/uploads/*', (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    return ++requests === 2 ? route.abort('connectionreset') : route.continue();
  });
  await give(page, writeCsv('broken.csv', 40));
  await expect(row(page, 'broken.csv')).toHaveAttribute('data-state', 'retrying');
  await expect(row(page, 'broken.csv')).toHaveAttribute('data-state', 'complete', { timeout: 30_000 });
  expect(requests).toBeGreaterThan(2);
  await expect(page.getByTestId('preview-rows').locator('tbody tr')).toHaveCount(20);
});

test('an upload goes on after the page was left, once the file is given again', async ({ page }) => {
  let requests = 0;
  await page.route('**/api/v1/uploads/*', async (route) => {
    if (route.request().method() === 'PATCH' && ++requests > 1) return route.abort();
    return route.continue();
  });
  const path = writeCsv('left.csv', 40);
  await give(page, path);
  await expect(row(page, 'left.csv')).toHaveAttribute('data-state', 'retrying');
  await page.unrouteAll();
  await page.reload();
  await expect(row(page, 'left.csv')).toHaveAttribute('data-state', 'absent');
  const before = await offsetOf('left.csv');
  expect(before!.offset).toBeGreaterThan(0);
  expect(before!.offset).toBeLessThan(before!.size);
  await page.getByTestId('file-input').setInputFiles(path);
  await expect(row(page, 'left.csv')).toHaveAttribute('data-state', 'complete', { timeout: 30_000 });
  expect((await offsetOf('left.csv'))!.id).toBe(before!.id);
});

test('the server may crash in the middle', async ({ page }) => {
  const path = writeCsv('crash.csv', 120);
  let held: (() => void) | undefined;
  const isHeld = new Promise<void>((resolve) => {
    let requests = 0;
    void page.route('**/api/v1/uploads/*', async (route) => {
      if (route.request().method() === 'PATCH' && ++requests === 4) {
        resolve();
        await new Promise<void>((go) => (held = go));
      }
      await route.continue().catch(() => undefined);
    });
  });
  await give(page, path);
  await isHeld;
  await office.server.kill();
  held!();
  await expect(row(page, 'crash.csv')).toHaveAttribute('data-state', 'retrying');
  await office.restart();
  await expect(row(page, 'crash.csv')).toHaveAttribute('data-state', 'complete', { timeout: 45_000 });
  const upload = await offsetOf('crash.csv');
  expect(upload!.offset).toBe(upload!.size);
  await row(page, 'crash.csv').getByTestId('upload-cancel').click();
  await page.locator('.el-message-box__btns .el-button--primary').click();
  await expect(row(page, 'crash.csv')).toHaveCount(0);
  expect(await offsetOf('crash.csv')).toBeUndefined();
});

test('300 MB in little memory', async ({ page }) => {
  const path = writeCsv('large.csv', 300);
  await page.goto(`${office.server.address}/data`);
  const before = office.server.memory();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, office.server.memory())), 20);
  try {
    await page.getByTestId('file-input').setInputFiles(path);
    await expect(row(page, 'large.csv')).toHaveAttribute('data-state', 'complete', { timeout: 60_000 });
  } finally {
    clearInterval(watch);
  }
  expect(most - before).toBeLessThan(64);
  await expect(page.getByTestId('preview-rows').locator('tbody tr')).toHaveCount(20);
});

test('bytes at a wrong place are refused with the right one', async () => {
  const ana = await office.client('ana');
  const { id } = await ana.json<{ id: string }>('POST', '/uploads', { body: { name: 'place.csv', size: 10 } });
  const send = (offset: string, bytes: string) => ana.request('PATCH', `/uploads/${id}`, { bytes, headers: { 'Upload-Offset': offset } });
  expect((await send('0', 'abcd')).headers.get('upload-offset')).toBe('4');
  for (const offset of ['0', '3', '5', '10', '11', '99999999999999']) {
    const response = await send(offset, 'x');
    expect(response.status, offset).toBe(409);
    expect(response.headers.get('upload-offset')).toBe('4');
    expect(await response.json()).toMatchObject({ status: 409, code: 'upload_offset' });
  }
  for (const offset of ['', 'x', '-1', '4.0', '1e1', '99999999999999999999999']) expect((await send(offset, 'x')).status, offset).toBe(400);
  expect((await send('4', 'efghijk')).status).toBe(413);
  expect((await ana.json<{ offset: number }>('GET', `/uploads/${id}`)).offset).toBeLessThanOrEqual(10);
});
