// Values of a result in words: the pack's where it has some, numbers, shares and times as people write them.
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';

import type { Cell, Condition, ResultColumn } from '@/api/types';
import { formatNumber, formatPercent, formatTime } from '@/format';
import { language } from '@/i18n';

import { isDay, isShare } from './useResultColumns';
import { useWording } from './useWording';
import { reverse, type Texts } from './wordingInReverse';

/** Areas of the wording whose texts stand in results, in the pack's own language. */
const kStoredAreas = ['advice', 'channel', 'segment', 'message', 'reason', 'feature', 'left_out', 'condition'];

const kListed = 2; // values named in a condition's words; the rest is counted

/** 1 is Monday, 7 is Sunday. */
export const weekdayName = (day: number, style: 'short' | 'long' = 'long'): string =>
  new Intl.DateTimeFormat(language.value, { weekday: style, timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, day)));

export function useValueWords() {
  const { t } = useI18n();
  const { pack, word } = useWording();

  const columnWord = (name: string): string => word('column', name);

  /** Says texts that results have in the pack's own language, such as an advice, in the page's. */
  const stored = computed(() => {
    const own = pack.value?.language ?? language.value;
    const texts = (of: string): Texts => pack.value?.wording[of] ?? {};
    const said = new Map<string, string | undefined>();
    const say = own === language.value ? () => undefined : reverse(texts(own), texts(language.value), kStoredAreas);
    return (text: string): string | undefined => {
      if (!said.has(text)) said.set(text, say(text));
      return said.get(text);
    };
  });

  /** `value.COLUMN.VALUE`, or the value as one of the kinds that the column's name speaks of (`next_family`: `family.VALUE`). */
  function textWord(column: string, value: string): string {
    for (const kind of [`value.${column}`, column, ...column.split(/[^\p{L}]+/u).filter(Boolean).reverse()]) {
      const found = word(kind, value);
      if (found !== value) return found;
    }
    return stored.value(value) ?? value;
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
    if (column.type === 'time') return formatTime(value, isDay(column) ? 'day' : 'minute');
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
