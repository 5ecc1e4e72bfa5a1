import { afterEach, expect, test } from 'vitest';

import { formatBytes, formatCount, formatDuration, formatNumber, formatPercent, formatTime } from './format';
import { setLanguage } from './i18n';

afterEach(() => setLanguage('zh-Hant'));

test('numbers and shares', () => {
  setLanguage('en');
  expect(formatCount(1234567)).toBe('1,234,567');
  expect(formatNumber(0.12345)).toBe('0.123');
  expect(formatPercent(0.4567)).toBe('45.7%');
  expect(formatPercent(1, 0)).toBe('100%');
});

test('bytes in powers of ten', () => {
  expect(formatBytes(0)).toBe('0 B');
  expect(formatBytes(999)).toBe('999 B');
  expect(formatBytes(1500)).toBe('1.5 kB');
  expect(formatBytes(956_000_000)).toBe('956 MB');
  expect(formatBytes(1_280_000_000)).toBe('1.3 GB');
});

test('durations', () => {
  expect(formatDuration(0.42)).toBe('0.4 秒');
  expect(formatDuration(12.4)).toBe('12 秒');
  expect(formatDuration(185)).toBe('3:05');
  expect(formatDuration(3723)).toBe('1:02:03');
  expect(formatDuration(59.7)).toBe('1:00');
  expect(formatDuration(9.97)).toBe('10 秒');
});

test('a time of the data stays what it is, wherever the browser stands', () => {
  setLanguage('zh-Hant');
  const plain = (text: string) => text.replace(/\s/g, ' '); // ICU versions differ in which space they take
  expect(plain(formatTime('2025-03-01 12:03:11'))).toBe('2025/03/01 12:03');
  expect(plain(formatTime('2025-03-01 12:03:11', 'second'))).toBe('2025/03/01 12:03:11');
  expect(formatTime('2025-03-01', 'day')).toBe('2025/03/01');
  setLanguage('en');
  expect(formatTime('2025-03-01 23:59:59', 'day')).toBe('01/03/2025');
});
