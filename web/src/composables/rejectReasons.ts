// Why a row was rejected, in the page's language. The server says it in English; what is not known is shown as it is.
import { useI18n } from 'vue-i18n';

const kReasons: [RegExp, string][] = [
  [/^empty$/, 'empty'],
  [/^not a number$/, 'notNumber'],
  [/^not a whole number$/, 'notInteger'],
  [/^not a time$/, 'notTime'],
  [/^quote never closed$/, 'quoteOpen'],
  [/^text after a closing quote$/, 'afterQuote'],
  [/^NUL byte$/, 'nul'],
  [/^longer than (?<size>.+)$/, 'tooLong'],
  [/^less than (?<limit>.+)$/, 'less'],
  [/^more than (?<limit>.+)$/, 'more'],
  [/^(?<found>\d+) fields? where the header has (?<expected>\d+)$/, 'fields'],
  [/^not valid (?<encoding>.+)$/, 'encoding'],
];

export function reasonKey(reason: string): { key: string; named: Record<string, string> } | null {
  for (const [pattern, key] of kReasons) {
    const match = pattern.exec(reason);
    if (match) return { key, named: { ...match.groups } };
  }
  return null;
}

export function useRejectReasons() {
  const { t } = useI18n();
  return (reason: string): string => {
    const known = reasonKey(reason);
    return known ? t(`data.reason.${known.key}`, known.named) : reason;
  };
}
