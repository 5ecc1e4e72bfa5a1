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

test('what is not known is shown as it is', () => {
  setLanguage('en');
  expect(stage('polishing the stones')).toBe('polishing the stones');
  expect(stage('train forest')).toBe('Training forest');
  expect(amountText(1500, 'stones', t, te)).toBe('1,500 stones');
  expect(amountText(1_500_000, 'bytes', t, te)).toBe('1.5 MB');
  expect(amountText(12000, 'customers', t, te)).toBe('12,000 customers');
});
