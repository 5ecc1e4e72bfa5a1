// Layers, correlations and segments of a bank, as they are after the ordinary commands.
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Page } from '@playwright/test';

import type { Layers, Segments } from '../src/api/types';
import { drawn } from './support/chart';
import { bringIn, openOffice, type Office } from './support/office';
import { settle } from './support/places';
import { expect, test } from './support/test';

let office: Office;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => void (office = await openOffice('wealth')));
test.afterAll(() => office?.close());

async function open(page: Page, path: string): Promise<void> {
  await page.goto(office.server.address + path);
  await settle(page);
}

test('answers are what the document says, in the language asked for', async () => {
  const vic = await office.client('vic');
  const document = await vic.json<object>('GET', '/openapi.json');
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (instance: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'auspex', ...document });
  for (const [path, schema] of [['/layers', 'Layers'], ['/segments', 'Segments']] as const) {
    const validate = ajv.compile({ $ref: `auspex#/components/schemas/${schema}` });
    for (const language of ['en', 'zh-TW', 'zh-CN']) {
      vic.language = language;
      expect(validate(await vic.json('GET', path)), `${path} ${language}: ${ajv.errorsText(validate.errors).slice(0, 500)}`).toBe(true);
    }
  }
  vic.language = 'zh-TW';
  expect((await vic.json<Layers>('GET', '/layers')).layers[0]!.text).toBe('資產級別');
  vic.language = 'en';
  expect((await vic.json<Layers>('GET', '/layers')).layers[0]!.text).toBe('Asset level');
  const refused = await vic.request('GET', '/layers', { query: { segment: 'nobody' } });
  expect(refused.status).toBe(400);
});

test('a layer is chosen and measured', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await open(page, '/layers');
  await expect(page.getByTestId('layers-lead')).toContainText('1,200');
  await expect.poll(() => drawn(page.getByTestId('layer-card').locator('.chart'))).toBeGreaterThan(500);
  const { layers } = await (await office.client('vic')).json<Layers>('GET', '/layers');
  await page.getByTestId('layer-city_level').click();
  await expect(page).toHaveURL(/layer=city_level/);
  const city = layers.find((l) => l.name === 'city_level')!;
  await expect(page.getByTestId('layer-table').locator('tbody tr')).toHaveCount(city.rows.length);
  await expect(page.getByTestId('layer-table').locator('tbody tr').first().locator('td').nth(1)).toHaveText(city.rows[0]!.customers.toLocaleString('en'));
  await page.getByTestId('measure-high_value_share').click();
  await expect(page.getByTestId('measure-high_value_share')).toHaveAttribute('aria-pressed', 'true');
  await page.getByTestId('layer-branch_name').click();
  await expect(page.getByTestId('layer-card')).toContainText('全部列在表格中');
});

test('correlations are shown in both kinds', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await open(page, '/layers');
  for (const name of ['ranked', 'heat']) await expect.poll(() => drawn(page.getByTestId(name))).toBeGreaterThan(500);
  await page.getByTestId('correlation-card').locator('summary').click();
  const { correlation } = await (await office.client('vic')).json<Layers>('GET', '/layers');
  const strongest = (kind: 'spearman' | 'pearson'): number => correlation![kind][0]!.slice(1).map((c) => c.r ?? 0).sort((a, b) => Math.abs(b) - Math.abs(a))[0]!;
  const first = page.getByTestId('correlation-table').locator('tbody tr').first().locator('td').nth(1);
  await expect(first).toHaveText(strongest('spearman').toFixed(3));
  await page.getByTestId('kind-pearson').click();
  await expect(first).toHaveText(strongest('pearson').toFixed(3));
  await expect(page).toHaveURL(/kind=pearson/);
});

test('segments are named, compared and lead on', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await open(page, '/segments');
  const client = await office.client('vic');
  client.language = 'zh-TW';
  const found = await client.json<Segments>('GET', '/segments');
  const { segments, columns, moves } = found;
  for (const one of segments) await expect(page.getByTestId(`segment-${one.id}`)).toContainText(one.name);
  const last = segments.at(-1)!;
  await page.getByTestId(`profile-${last.id}`).click();
  await expect(page.getByTestId('profile').locator('h3').first()).toContainText(last.name);
  await expect(page.getByTestId('profile-table').locator('tbody tr')).toHaveCount(columns.length);
  await expect.poll(() => drawn(page.getByTestId('profile').locator('.chart'))).toBeGreaterThan(300);
  await expect(page.getByTestId('moves-table').locator('tbody tr')).toHaveCount(segments.length + 1);
  expect(moves!.counts.flat().reduce((a, b) => a + b, 0)).toBe(1200);
  await expect(page.getByTestId('why')).toContainText(`分為 ${segments.length} 群`);
  await page.getByTestId('evidence').locator('summary').click();
  await expect(page.getByTestId('evidence-table').locator('.marked td').first()).toHaveText(String(segments.length));
  await expect(page.getByTestId(`list-${last.id}`)).toHaveAttribute('href', new RegExp(`^/results\\?filter=.*${last.id}`));
  await page.getByTestId(`segment-${last.id}`).getByRole('link', { name: '分層' }).click();
  await expect(page.getByTestId('layers-segment')).toContainText(last.name);
  await expect(page.getByTestId('layers-lead')).toContainText(last.customers.toLocaleString('en'));
  await page.getByTestId('layers-segment').locator('.el-tag__close').click();
  await expect(page.getByTestId('layers-lead')).toContainText('1,200');
});

test('nothing is wider than a small screen', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/layers', '/segments']) {
    await open(page, path);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
  }
});
