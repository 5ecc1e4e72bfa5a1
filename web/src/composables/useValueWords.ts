// Values of a result in words: the pack's where it has some, numbers, shares and times as people write them.
import { useI18n } from 'vue-i18n';

import type { Cell, Condition, ResultColumn } from '@/api/types';
import { formatNumber, formatPercent, formatTime } from '@/format';
import { language } from '@/i18n';

import { isShare } from './useResultColumns';
import { useWording } from './useWording';

const kListed = 2; // values named in a condition's words; the rest is counted

/** 1 is Monday, 7 is Sunday. */
export const weekdayName = (day: number, style: 'short' | 'long' = 'long'): string =>
  new Intl.DateTimeFormat(language.value, { weekday: style, timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, day)));

export function useValueWords() {
  const { t } = useI18n();
  const { pack, word } = useWording();

  const columnWord = (name: string): string => word('column', name);

  /** An advice, which results have in the pack's own language, in the page's language. */
  function advice(text: string): string | undefined {
    const own = pack.value && pack.value.language !== language.value ? pack.value.wording[pack.value.language] : undefined;
    const key = own && Object.keys(own).find((k) => k.startsWith('advice.') && own[k] === text);
    return key ? pack.value?.wording[language.value]?.[key] : undefined;
  }

  /** `value.COLUMN.VALUE`, or the value as one of the kinds that the column's name speaks of (`next_family`: `family.VALUE`). */
  function textWord(column: string, value: string): string {
    for (const kind of [`value.${column}`, column, ...column.split(/[^\p{L}]+/u).filter(Boolean).reverse()]) {
      const found = word(kind, value);
      if (found !== value) return found;
    }
    return advice(value) ?? value;
  }

  function valueText(column: ResultColumn, value: Cell): string {
    if (value === null || value === '') return t('results.nothing');
    if (typeof value === 'boolean') return t(value ? 'results.yes' : 'results.no');
    if (typeof value === 'number') {
      if (/(^|_)weekday$/.test(column.name) && value >= 1 && value <= 7) return weekdayName(value);
      if (/(^|_)hour$/.test(column.name)) return t('results.hour', { hour: String(value).padStart(2, '0') });
      const known = word(`value.${column.name}`, String(value));
      if (known !== String(value)) return known;
      return isShare(column) ? formatPercent(value) : formatNumber(value);
    }
    if (column.type === 'time') return formatTime(value);
    return textWord(column.name, value);
  }

  function conditionText(condition: Condition, column: ResultColumn): string {
    const name = columnWord(column.name);
    const show = (value: Cell): string => valueText(column, value);
    switch (condition.op) {
      case 'in':
      case 'not_in': {
        const rest = condition.values.length - kListed;
        const list = condition.values.slice(0, kListed).map(show).join(t('results.comma')) + (rest > 0 ? t('results.andMore', { n: rest }) : '');
        return t(`results.words.${condition.op}`, { column: name, values: list });
      }
      case 'between': {
        const kind = condition.low === undefined ? 'below' : condition.high === undefined ? 'above' : 'between';
        const key = column.type === 'time' ? `results.words.${kind}Time` : `results.words.${kind}`;
        return t(key, { column: name, low: show(condition.low ?? null), high: show(condition.high ?? null) });
      }
      case 'contains':
      case 'begins':
      case 'equals':
        return t(`results.words.${condition.op}`, { column: name, text: condition.text });
      default:
        return t(`results.words.${condition.op}`, { column: name });
    }
  }

  return { columnWord, valueText, conditionText, word, pack };
}
