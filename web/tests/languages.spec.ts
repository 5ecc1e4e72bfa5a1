// Every page in every language, light and dark, wide and narrow: texts, no sideways scrolling, and pictures in web/screenshots.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { bringIn, openOffice, type Office } from './support/office';
import { open, places, settle, taskPlaces } from './support/places';
import { root } from './support/program';
import { expect, test } from './support/test';

const languages = [
  { tag: 'zh-Hant', theme: 'light', nav: ['資料', '預測', '結果', '儀表板', '顧客', '模型', '策略', '帳號'], predict: '開始預測', unknown: '沒有顧客「nobody-of-this-name」' },
  { tag: 'zh-Hans', theme: 'dark', nav: ['数据', '预测', '结果', '仪表板', '客户', '模型', '策略', '账号'], predict: '开始预测', unknown: '没有客户“nobody-of-this-name”' },
  { tag: 'en', theme: 'light', nav: ['Data', 'Predict', 'Results', 'Dashboard', 'Customer', 'Models', 'Strategies', 'Accounts'], predict: 'Start', unknown: 'no customer nobody-of-this-name' },
] as const;

const pictures = join(root, 'web', 'screenshots');
let office: Office;

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  office = await openOffice('predicted');
});
test.afterAll(() => office?.close());

const prefer = (page: Page, language: string, theme: string): Promise<void> =>
  page.addInitScript(([l, t]) => {
    localStorage.setItem('auspex.language', l!);
    localStorage.setItem('auspex.theme', t!);
  }, [language, theme]);

/** Keys of dictionaries, holes in templates, and values that were never worked out. */
async function expectOnlyWords(page: Page, where: string): Promise<void> {
  const text = await page.locator('body').innerText();
  expect(text, where).not.toMatch(/\b(shell|data|predict|results|dashboard|layers|segments|explain|customer|models|strategies|accounts)\.[a-z]+[a-zA-Z.]*/i);
  expect(text, where).not.toMatch(/\{[a-z]+\}|\bundefined\b|\bNaN\b|\[object /);
}

async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), { message: where }).toBeLessThanOrEqual(0);
}

for (const { tag, theme, nav, predict, unknown } of languages) {
  test(`${tag}: every page, ${theme}`, async ({ page, context }) => {
    await bringIn(context, office, 'admin');
    await prefer(page, tag, theme);
    for (const [name, path] of await places(await office.client('admin'))) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await open(page, office.server.address + path);
      await expect(page.locator('html')).toHaveAttribute('lang', tag);
      await expect(page.locator('html')).toHaveClass(theme === 'dark' || name === 'screen' ? /\bdark\b/ : /^(?!.*\bdark\b)/);
      await expectOnlyWords(page, `${tag} ${name}`);
      await expectNoSidewaysScroll(page, `${tag} ${name} at 1280`);
      await page.waitForLoadState('networkidle'); // charts are loaded late
      await page.screenshot({ path: join(pictures, `${name}-1280-${tag}.png`), fullPage: true });
      if (name === 'data') expect(await page.locator('aside nav a').allInnerTexts()).toEqual(nav);
      if (name === 'predict') await expect(page.getByTestId('predict-start')).toContainText(predict);
      await page.setViewportSize({ width: 390, height: 844 });
      await settle(page);
      await expectNoSidewaysScroll(page, `${tag} ${name} at 390`);
      await page.screenshot({ path: join(pictures, `${name}-390-${tag}.png`), fullPage: true });
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await open(page, `${office.server.address}/customers/nobody-of-this-name`);
    await expect(page.locator('main')).toContainText(unknown);
  });
}

for (const { tag, theme, predict } of languages) {
  test(`${tag}: every page of a task, ${theme}`, async ({ page, context }) => {
    const bank = await openOffice('wealth');
    try {
      await bringIn(context, bank, 'admin');
      await prefer(page, tag, theme);
      for (const [name, path] of taskPlaces) {
        for (const [width, height] of [[1280, 800], [390, 844], [1920, 1080]] as const) {
          await page.setViewportSize({ width, height });
          await open(page, bank.server.address + path);
          await expectOnlyWords(page, `${tag} ${name}`);
          await expectNoSidewaysScroll(page, `${tag} ${name} at ${width}`);
          await page.waitForLoadState('networkidle');
          await page.screenshot({ path: join(pictures, `${name}-${width}-${tag}.png`), fullPage: true });
        }
        if (name === 'bank-predict') await expect(page.getByTestId('start-predict')).toContainText(predict === 'Start' ? 'Predict' : predict);
      }
    } finally {
      await bank.close();
    }
  });
}

test('wide screens', async ({ page, context }) => {
  await bringIn(context, office, 'admin');
  await prefer(page, 'zh-Hant', 'light');
  await page.setViewportSize({ width: 1920, height: 1080 });
  for (const [name, path] of await places(await office.client('admin'))) {
    await open(page, office.server.address + path);
    await expectNoSidewaysScroll(page, `${name} at 1920`);
    await page.screenshot({ path: join(pictures, `${name}-1920-zh-Hant.png`) });
  }
});

test('the language and the theme are chosen by hand and stay', async ({ page }) => {
  await open(page, `${office.server.address}/signin`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hant'); // of the browser's zh-TW
  await page.screenshot({ path: join(pictures, 'signin-1280-zh-Hant.png') });
  await page.getByTestId('language').click();
  await page.getByTestId('language-en').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByTestId('theme').click();
  await expect(page.locator('html')).toHaveClass(/\bdark\b/);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.locator('html')).toHaveClass(/\bdark\b/);
  await expectOnlyWords(page, 'sign-in');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, 'sign-in at 390');
  await page.screenshot({ path: join(pictures, 'signin-390-en.png') });
});
