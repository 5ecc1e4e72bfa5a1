// Who may come in, and who may do what.
import type { Page } from '@playwright/test';

import { Client } from './support/client';
import { bringIn, openOffice, passwords, type Office } from './support/office';
import { open } from './support/places';
import { expect, test } from './support/test';

let office: Office;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => void (office = await openOffice('predicted')));
test.afterAll(() => office?.close());

async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByTestId('name').locator('visible=true').fill(name);
  await page.getByTestId('password').fill(password);
  await page.getByTestId('sign-in').click();
}

test('an administrator makes accounts and changes them', async ({ page, context }) => {
  await bringIn(context, office, 'admin');
  await open(page, `${office.server.address}/accounts`);
  await page.getByTestId('account-add').click();
  await page.getByTestId('account-name').fill('王小明');
  await page.getByTestId('account-password').fill('short');
  await page.getByTestId('account-save').click();
  await expect(page.getByTestId('account-dialog')).toBeVisible();
  await page.getByTestId('account-password').fill('a long password');
  await page.getByTestId('account-save').click();
  await expect(page.getByTestId('account-dialog')).toBeHidden();
  const row = page.locator('[data-test=account-row][data-account="王小明"]');
  await expect(row).toBeVisible();
  await row.getByRole('switch').locator('..').click();
  await expect(row.getByRole('switch')).not.toBeChecked();
  const client = new Client(office.server.address);
  await expect(client.signIn({ name: '王小明', password: 'a long password' })).rejects.toThrow('401');
  await row.getByTestId('account-delete').click();
  await page.locator('.el-message-box__btns .el-button--primary').click();
  await expect(row).toHaveCount(0);
  await expect(page.getByTestId('audit-row').filter({ hasText: 'account.create' }).filter({ hasText: '王小明' })).toHaveCount(1);
  await expect(page.getByTestId('audit-row').filter({ hasText: 'account.delete' }).filter({ hasText: 'admin' })).toHaveCount(1);
});

test('a wrong password is told, the right one opens, signing out closes', async ({ page }) => {
  await page.goto(`${office.server.address}/strategies`);
  await expect(page).toHaveURL(/\/signin\?next=/);
  await signIn(page, 'vic', 'not this one');
  await expect(page.getByTestId('signin-problem')).toContainText('密碼');
  await signIn(page, 'vic', passwords.vic);
  await expect(page).toHaveURL(/^[^?]*\/strategies$/);
  await page.reload();
  await expect(page.getByTestId('account').first()).toContainText('vic');
  await page.getByTestId('account').first().click();
  await page.getByTestId('sign-out').click();
  await expect(page).toHaveURL(/\/signin/);
  await page.goto(`${office.server.address}/data`);
  await expect(page).toHaveURL(/\/signin/);
});

test('a viewer who tries to delete', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await open(page, `${office.server.address}/results`);
  await expect(page.getByTestId('result-row').first()).toBeVisible();
  await expect(page.getByTestId('delete-run')).toHaveCount(0);
  await open(page, `${office.server.address}/data`);
  await expect(page.getByTestId('viewer-note')).toBeVisible();
  await expect(page.getByTestId('delete-load')).toHaveCount(0);
  await expect(page.getByTestId('drop-zone')).toHaveCount(0);
  await expect(page.getByTestId('nav-accounts')).toHaveCount(0);
  await open(page, `${office.server.address}/accounts`);
  await expect(page).toHaveURL(/\/data$/);
  for (const path of ['/runs/2', '/loads/1', '/accounts/ana']) {
    const answer = await page.evaluate(async (at) => {
      const { csrf } = (await (await fetch('/api/v1/session')).json()) as { csrf: string };
      const response = await fetch(`/api/v1${at}`, { method: 'DELETE', headers: { 'X-CSRF-Token': csrf } });
      return { status: response.status, type: response.headers.get('content-type'), problem: (await response.json()) as { code: string } };
    }, path);
    expect(answer).toMatchObject({ status: 403, type: expect.stringMatching(/^application.problem/) as unknown, problem: { code: 'forbidden' } });
  }
  expect((await (await office.client('vic')).json<{ runs: unknown[] }>('GET', '/runs')).runs).toHaveLength(1);
});

test('an analyst may delete', async ({ page, context }) => {
  await bringIn(context, office, 'ana');
  await open(page, `${office.server.address}/results`);
  await page.getByTestId('delete-run').click();
  await page.locator('.confirm-delete-run').click();
  await expect(page.getByTestId('to-predict')).toBeVisible();
  expect((await (await office.client('ana')).json<{ runs: unknown[] }>('GET', '/runs')).runs).toHaveLength(0);
  const { entries } = await (await office.client('admin')).json<{ entries: { account: string; action: string; outcome: string }[] }>('GET', '/audit');
  const deletions = entries.filter(({ action }) => action === 'run.delete');
  expect(deletions.map(({ account, outcome }) => `${account} ${outcome}`)).toEqual(['ana 204', 'vic forbidden']);
});

test('a session ends when the password is changed elsewhere', async ({ page, browser }) => {
  await page.goto(`${office.server.address}/signin`);
  await signIn(page, 'ana', passwords.ana);
  await expect(page).toHaveURL(/\/data$/);
  const other = await browser.newContext({ locale: 'zh-TW' });
  const elsewhere = await other.newPage();
  await elsewhere.goto(`${office.server.address}/signin`);
  await signIn(elsewhere, 'ana', passwords.ana);
  await elsewhere.getByTestId('account').first().click();
  await elsewhere.getByTestId('change-password').click();
  await elsewhere.getByTestId('password-current').fill('wrong one');
  await elsewhere.getByTestId('password-new').fill('another password');
  await elsewhere.getByTestId('password-again').fill('another password');
  await elsewhere.getByTestId('password-save').click();
  await expect(elsewhere.getByTestId('password-dialog').getByRole('alert')).toBeVisible();
  await elsewhere.getByTestId('password-current').fill(passwords.ana);
  await elsewhere.getByTestId('password-save').click();
  await expect(elsewhere.getByTestId('password-dialog')).toBeHidden();
  await elsewhere.reload();
  await expect(elsewhere.getByTestId('account').first()).toContainText('ana'); // who changed it stays in
  await other.close();
  await page.getByTestId('nav-models').first().click();
  await expect(page).toHaveURL(/\/signin/);
});

test('too many attempts have to wait', async ({ page }) => {
  await page.goto(`${office.server.address}/signin`);
  for (let attempt = 0; attempt < 5; ++attempt) {
    await signIn(page, 'vic', 'not this one');
    await expect(page.getByTestId('sign-in')).not.toHaveClass(/is-loading/);
  }
  await signIn(page, 'vic', passwords.vic);
  await expect(page.getByTestId('signin-problem')).toContainText(/次|分|秒/);
  await expect(page.getByTestId('sign-in')).toBeDisabled();
});
