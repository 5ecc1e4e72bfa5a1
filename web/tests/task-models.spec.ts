// The models of a task over tables: leaderboard, curves, two compared, coefficients, the tree; and the answers against the document.
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import type { TaskTrainingDetail, TaskTrainings } from '../src/api/types';
import { drawn } from './support/chart';
import { bringIn, openOffice, type Office } from './support/office';
import { expect, test } from './support/test';

let office: Office;
let first: TaskTrainings['trainings'][number];
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  office = await openOffice('wealth');
  const { trainings } = await (await office.client('vic')).json<TaskTrainings>('GET', '/task/models');
  first = trainings[0]!;
});
test.afterAll(() => office?.close());

test('the answers are as the document says', async () => {
  const vic = await office.client('vic');
  const document = await vic.json<{ paths: object }>('GET', '/openapi.json');
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (instance: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'auspex', ...document });
  const words = new Set<string>();
  for (const language of ['en', 'zh-Hant', 'zh-Hans']) {
    vic.language = language;
    for (const [schema, path] of [['TaskTrainings', '/task/models'], ['TaskTrainingDetail', `/task/models/${first.run}`]] as const) {
      const answer = await vic.json<TaskTrainingDetail>('GET', path);
      const valid = ajv.validate({ $ref: `auspex#/components/schemas/${schema}` }, answer);
      expect(valid, ajv.errorsText().slice(0, 500)).toBe(true);
      if (schema === 'TaskTrainingDetail') words.add(answer.outcome);
    }
  }
  expect(words.size).toBe(3);
  vic.language = 'en';
  expect((await vic.request('GET', '/task/models/999')).status).toBe(404);
});

test('the leaderboard shows every model, and every curve is drawn', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await page.goto(`${office.server.address}/models`);
  const board = page.getByTestId('leaderboard');
  await expect(board.getByTestId('model-row')).toHaveCount(first.models.length);
  await expect(board.getByTestId('model-row').first()).toContainText(first.models[0]!.auc.value!.toFixed(3));
  await expect(board.getByTestId('model-row').first().getByTestId('chosen')).toBeVisible();
  await expect(board.locator('svg .whisker')).toHaveCount(first.models.length);
  await expect(board.locator('svg .asked').first()).toBeAttached();
  for (const kind of ['roc', 'precision_recall', 'gain', 'lift', 'calibration', 'ks']) {
    const figure = page.getByTestId(`curve-${kind}`);
    await figure.scrollIntoViewIfNeeded();
    await expect.poll(() => drawn(figure), kind).toBeGreaterThan(500);
  }
});

test('two models are compared, and the address says which', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  const [best, other] = [first.models[0]!.name, first.models.at(-1)!.name];
  await page.goto(`${office.server.address}/models/${first.run}/${best}?against=${other}`);
  const table = page.getByTestId('duel-table');
  await expect(table.locator('tbody tr')).toHaveCount(6);
  await expect(table.getByTestId('difference-auc')).toContainText(/[+−]0\.\d{4}/);
  await expect(page.getByTestId('verdict')).toContainText('p');
  await expect(page.getByTestId('curves').locator('.legend li')).toHaveCount(2);
  await page.getByTestId('duel-clear').click();
  await expect(page).not.toHaveURL(/against/);
  await expect(page.getByTestId('curves').locator('.legend li')).toHaveCount(first.models.length);
  await page.getByTestId('duel-b').click();
  await page.locator('.el-select-dropdown__item:visible').first().click();
  await expect(page).toHaveURL(/against=/);
  await page.getByTestId(`task-model-${other}`).click();
  await expect(page).toHaveURL(new RegExp(`/models/${first.run}/${other}$`));
});

test('coefficients, the tree and its rules can be read, on a narrow screen too', async ({ page, context }) => {
  await bringIn(context, office, 'vic');
  await page.goto(`${office.server.address}/models`);
  const logistic = page.getByTestId('logistic');
  await logistic.scrollIntoViewIfNeeded();
  await expect.poll(() => drawn(logistic)).toBeGreaterThan(300);
  await logistic.getByTestId('coefficients-open').click();
  const detail = await (await office.client('vic')).json<TaskTrainingDetail>('GET', `/task/models/${first.run}`);
  await expect(logistic.getByTestId('coefficients').locator('tbody tr')).toHaveCount(detail.logistic!.terms.length);
  const tree = page.getByTestId('tree');
  const boxes = tree.locator('.box');
  const before = await boxes.count();
  await tree.getByTestId('tree-0').focus();
  await page.keyboard.press('Enter');
  await expect(boxes).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(boxes).toHaveCount(before);
  await expect(tree.getByTestId('rules').locator('tbody tr').first()).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('an older training can be chosen; one that there is not is said', async ({ page, context }) => {
  const ana = await office.client('ana');
  const job = await ana.job({ kind: 'train', models: ['logistic', 'tree'] });
  expect(job.state).toBe('done');
  await bringIn(context, office, 'vic');
  await page.goto(`${office.server.address}/models`);
  await expect(page.getByTestId('model-row')).toHaveCount(2);
  await page.getByTestId('training-pick').click();
  await page.locator('.el-select-dropdown__item:visible').nth(1).click();
  await expect(page).toHaveURL(new RegExp(`/models/${first.run}$`));
  await expect(page.getByTestId('model-row')).toHaveCount(first.models.length);
  await page.goto(`${office.server.address}/models/9999`);
  await expect(page.locator('.el-empty')).toContainText('9999');
});
