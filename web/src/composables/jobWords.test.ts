import { readdirSync, readFileSync } from 'node:fs';

import { afterEach, expect, test } from 'vitest';

import { i18n, setLanguage } from '@/i18n';

import { amountText, stageText } from './jobWords';

const { t, te } = i18n.global as unknown as { t: (key: string, named: Record<string, unknown>) => string; te: (key: string) => boolean };
const stage = (text: string) => stageText(text, t, te);
afterEach(() => setLanguage('zh-Hant'));

test('stages of the server in the language of the page', () => {
  setLanguage('zh-Hant');
  expect(stage('reading events')).toBe('讀取事件');
  expect(stage('training the LSTM, epoch 3')).toBe('訓練 LSTM，第 3 輪');
  expect(stage('train markov1')).toBe('訓練 一階馬可夫');
  expect(stage('writing result.csv')).toBe('寫入 result.csv');
});

/** What the sources of the program give to Progress::Begin: stage and unit. A stage that goes on with a name is given one. */
function begun(): [stage: string, unit: string][] {
  const goesOn: Record<string, string> = { 'reading ': 'features of 2025-09', 'training ': 'logistic', 'train ': 'markov1', 'writing ': 'a.csv', 'training the LSTM, epoch ': '3' };
  const ofTheCommandLine = ['looking at ', 'explaining']; // tables without a workspace
  const found: [string, string][] = [];
  for (const room of ['learn', 'flow', 'data']) {
    for (const file of readdirSync(`../src/${room}`, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.cc') || file.endsWith('_test.cc')) continue;
      for (const [, stage_, unit] of readFileSync(`../src/${room}/${file}`, 'utf8').matchAll(/\bBegin\("([^"]+)"[^;]*?, "(\w+)", /g)) {
        if (!ofTheCommandLine.includes(stage_!)) found.push([stage_! + (goesOn[stage_!] ?? ''), unit!]);
      }
    }
  }
  return found;
}

test('every stage that a job can be in is said in every language', () => {
  const stages = begun();
  expect(stages.length).toBeGreaterThan(20);
  for (const language of ['zh-Hant', 'zh-Hans'] as const) {
    setLanguage(language);
    for (const [one, unit] of stages) {
      expect(stage(one), one).toMatch(/[\u4e00-\u9fff]/);
      expect(amountText(3, unit, t, te), unit).not.toMatch(/[a-z]/);
    }
  }
  expect(stage('reading features of 2025-09')).toContain('2025-09');
});

test('what is not known is shown as it is', () => {
  setLanguage('en');
  expect(stage('polishing the stones')).toBe('polishing the stones');
  expect(stage('train forest')).toBe('Training forest');
  expect(amountText(1500, 'stones', t, te)).toBe('1,500 stones');
  expect(amountText(1_500_000, 'bytes', t, te)).toBe('1.5 MB');
  expect(amountText(12000, 'customers', t, te)).toBe('12,000 customers');
});
