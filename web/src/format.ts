// Numbers, shares, times and sizes for people, in their language.
import type { ValueFormat } from './api/types';
import { language } from './i18n';

const tags = { 'zh-Hant': 'zh-Hant-TW', 'zh-Hans': 'zh-Hans-CN', en: 'en-GB' } as const;
const tag = (): string => tags[language.value];

export const formatCount = (n: number): string => new Intl.NumberFormat(tag(), { maximumFractionDigits: 0 }).format(n);
export const formatNumber = (n: number, digits = 3): string => new Intl.NumberFormat(tag(), { maximumFractionDigits: digits }).format(n);
/** With exactly so many digits, for columns of figures. */
export const formatFixed = (n: number, digits: number): string =>
  new Intl.NumberFormat(tag(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(n);
export const formatPercent = (share: number, digits = 1): string =>
  new Intl.NumberFormat(tag(), { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share);

/** Large amounts shortly: 1.2M, 120萬. */
export const formatCompact = (n: number): string => new Intl.NumberFormat(tag(), { notation: 'compact', maximumFractionDigits: Math.abs(n) < 100 ? 2 : 1 }).format(n);
/** A number of the pack's cards and charts. */
export function formatValue(format: ValueFormat, n: number): string {
  switch (format) {
    case 'count': return formatCount(n);
    case 'percent': return formatPercent(n);
    case 'compact': return formatCompact(n);
    case 'number': return formatNumber(n);
  }
}

/** Bytes in powers of ten: 956000000 -> "956 MB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < units.length - 1) (value /= 1000), ++unit;
  return `${formatNumber(value, value < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

/** Seconds: "0.4 s" (in Chinese 0.4 秒), "12 s", "3:05", "1:02:03". */
export function formatDuration(seconds: number): string {
  const unit = language.value === 'en' ? 's' : '秒';
  if (seconds < 9.95) return `${formatNumber(seconds, 1)} ${unit}`;
  if (seconds < 59.5) return `${Math.round(seconds)} ${unit}`;
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A time of the data ("2025-03-01 12:03:11", local to the data) or of the server (UTC with Z, shown in the browser's time). */
export function formatTime(time: string, style: 'minute' | 'second' | 'day' = 'minute'): string {
  const utc = time.endsWith('Z');
  const date = new Date(utc ? time : `${time.replace(' ', 'T')}${time.length === 10 ? 'T00:00:00' : ''}Z`);
  return new Intl.DateTimeFormat(tag(), {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    ...(style === 'day' ? {} : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    ...(style === 'second' ? { second: '2-digit' } : {}),
    timeZone: utc ? undefined : 'UTC',
  } as Intl.DateTimeFormatOptions).format(date);
}
