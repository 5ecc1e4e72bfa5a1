// By keyboard alone, with names for what can be operated, and with enough contrast.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Locator, Page } from '@playwright/test';

import { bringIn, openOffice, passwords, type Office } from './support/office';
import { open, places, taskPlaces } from './support/places';
import { prepared } from './support/program';
import { expect, test } from './support/test';

let office: Office;

test.beforeAll(async () => void (office = await openOffice('predicted')));
test.afterAll(() => office?.close());

/** Presses Tab until the focus is on (or in) something. */
async function tabTo(page: Page, wanted: Locator, most = 60): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let press = 0; press < most; ++press) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluate((node) => node === document.activeElement || node.contains(document.activeElement))) return;
  }
  throw new Error(`${String(wanted)} is not reached by ${most} presses of Tab`);
}

test('signs in, loads, predicts and filters by keyboard', async ({ page }) => {
  await open(page, `${office.server.address}/signin`);
  await tabTo(page, page.locator('#signin-name'));
  await page.keyboard.type('ana');
  await page.keyboard.press('Tab');
  await page.keyboard.type(passwords.ana);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('summary-events')).toBeVisible();

  const chooserOpens = page.waitForEvent('filechooser'); // long before the key, as the browser has to be told
  await tabTo(page, page.getByTestId('choose-files'));
  await page.keyboard.press('Enter');
  const chooser = await chooserOpens;
  await chooser.setFiles({ name: 'second.csv', mimeType: 'text/csv', buffer: readFileSync(join(prepared, 'second', 'events.csv')) });
  await expect(page.getByTestId('load')).toBeEnabled();
  await tabTo(page, page.getByTestId('load'));
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('ingest-result')).toBeVisible({ timeout: 30_000 });
  await tabTo(page, page.getByTestId('ingest-result').getByTestId('to-predict'));
  await page.keyboard.press('Enter');

  await expect(page.getByTestId('predict-start')).toBeEnabled();
  await tabTo(page, page.getByTestId('preset-90'));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByTestId('predict-start'));
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('to-results').first()).toBeVisible({ timeout: 60_000 });
  await page.getByTestId('to-results').first().focus(); // it stands above, where Shift+Tab leads
  await page.keyboard.press('Enter');

  await tabTo(page, page.getByTestId('add-filter'));
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('filter-column')).toBeVisible();
  await tabTo(page, page.getByTestId('filter-column'), 8);
  await page.keyboard.type('平台');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('filter-value').first()).toBeVisible();
  await tabTo(page, page.getByTestId('filter-value').first(), 12);
  await page.keyboard.press('Space');
  await tabTo(page, page.getByTestId('filter-apply'), 12);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('filter-chip')).toHaveCount(1);
  await tabTo(page, page.getByTestId('result-table'), 80);
  await expect(page.getByTestId('result-row').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('customer-id')).toBeVisible();
});

test('a dialog keeps the focus, Escape closes it, and the focus is always seen', async ({ page, context }) => {
  await bringIn(context, office, 'ana');
  await open(page, `${office.server.address}/predict`);
  await page.getByTestId('open-training').first().focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog').filter({ visible: true });
  await expect(dialog).toBeVisible();
  for (let press = 0; press < 20; ++press) {
    await page.keyboard.press('Tab');
    expect(await dialog.evaluate((node) => node.contains(document.activeElement))).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.reload();
  await expect(page.getByTestId('predict-start')).toBeEnabled();
  const unseen = [];
  for (let press = 0; press < 25; ++press) {
    await page.keyboard.press('Tab');
    const look = await page.evaluate(() => {
      const looks = (node: Element | null) => node && getComputedStyle(node);
      const node = document.activeElement;
      const styles = [node, node?.parentElement ?? null, node?.closest('.el-select__wrapper, .el-input__wrapper') ?? null].map(looks);
      const isSeen = styles.some((s) => s && ((s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'));
      return { isSeen, name: node?.outerHTML.slice(0, 120) };
    });
    if (!look.isSeen) unseen.push(look.name);
  }
  expect(unseen).toEqual([]);
});

/** What can be operated or is a picture, but has no name. */
const nameless = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const text = (ids: string | null) => (ids ?? '').split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim();
    const isShown = (node: Element) => node.getClientRects().length > 0 && getComputedStyle(node).visibility !== 'hidden' && !node.closest('[aria-hidden=true]');
    const nodes = document.querySelectorAll('button, a[href], input, select, textarea, [role=button], [role=switch], [role=combobox], [role=slider], [role=dialog], [role=img], img');
    return [...nodes].filter(isShown).filter((node) => {
      if (node instanceof HTMLImageElement) return !node.hasAttribute('alt');
      if (node.querySelector(':scope input[aria-label]')) return false; // a wrapper, of Element Plus
      const labels = 'labels' in node ? [...((node as HTMLInputElement).labels ?? [])].map((l) => l.textContent).join('') : '';
      return ![node.getAttribute('aria-label'), text(node.getAttribute('aria-labelledby')), labels, node.getAttribute('title'), node.matches('input, select, textarea') ? '' : node.textContent].some((name) => name?.trim());
    }).map((node) => node.outerHTML.slice(0, 160));
  });

/** Texts whose contrast with what is behind them is under 4.5 (3 for large ones), by WCAG 2.2. */
const faint = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    type Colour = [number, number, number, number];
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const parse = (text: string): Colour => {
      const parts = /rgba?\(([^)]+)\)/.exec(text)?.[1]?.split(/[,/\s]+/).filter(Boolean).map(Number);
      if (parts) return [parts[0]!, parts[1]!, parts[2]!, parts[3] ?? 1];
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      return [r!, g!, b!, a! / 255];
    };
    const over = (top: Colour, below: Colour): Colour => [0, 1, 2].map((k) => top[k]! * top[3] + below[k]! * (1 - top[3])).concat(1) as Colour;
    const behind = (node: Element | null): Colour => {
      if (!node) return [255, 255, 255, 1];
      const colour = parse(getComputedStyle(node).backgroundColor);
      return colour[3] >= 1 ? colour : over(colour, behind(node.parentElement));
    };
    const light = (c: Colour) => {
      const [r, g, b] = c.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const found = new Map<string, string>();
    for (const node of document.querySelectorAll('body *')) {
      const own = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.textContent!.trim() !== '');
      if (!own || node.getClientRects().length === 0 || node.closest('[disabled], .is-disabled, .visually-hidden, .skip, [aria-hidden=true]')) continue;
      const style = getComputedStyle(node);
      if (style.visibility === 'hidden' || Number(style.opacity) < 1) continue;
      const back = behind(node);
      const [a, b] = [light(over(parse(style.color), back)), light(back)].sort((x, y) => y - x) as [number, number];
      const ratio = (a + 0.05) / (b + 0.05);
      const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (isLarge ? 3 : 4.5)) found.set(`${node.tagName}.${node.className} ${style.color} on ${back.slice(0, 3).map(Math.round).join()}`, `${ratio.toFixed(2)} ${node.textContent!.trim().slice(0, 30)}`);
    }
    return [...found].map(([where, what]) => `${where}: ${what}`);
  });

for (const theme of ['light', 'dark']) {
  test(`names and contrast, ${theme}`, async ({ page, context }) => {
    await bringIn(context, office, 'admin');
    await page.addInitScript((t) => localStorage.setItem('auspex.theme', t), theme);
    const faults: string[] = [];
    for (const [name, path] of [...(await places(await office.client('admin'))), ['sign-in', '/signin'] as const]) {
      if (name === 'sign-in') await context.clearCookies();
      await open(page, office.server.address + path);
      faults.push(...(await nameless(page)).map((what) => `${name}: no name: ${what}`), ...(await faint(page)).map((what) => `${name}: ${what}`));
    }
    expect(faults).toEqual([]);
  });

  test(`names and contrast of a task's pages, ${theme}`, async ({ page, context }) => {
    const bank = await openOffice('wealth');
    try {
      await bringIn(context, bank, 'admin');
      await page.addInitScript((t) => localStorage.setItem('auspex.theme', t), theme);
      const faults: string[] = [];
      for (const [name, path] of taskPlaces) {
        await open(page, bank.server.address + path);
        faults.push(...(await nameless(page)).map((what) => `${name}: no name: ${what}`), ...(await faint(page)).map((what) => `${name}: ${what}`));
      }
      expect(faults).toEqual([]);
    } finally {
      await bank.close();
    }
  });
}
