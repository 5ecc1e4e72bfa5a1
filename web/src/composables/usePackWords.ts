// Words of the pack that several pages put together the same way.
import { language } from '@/i18n';

import { useWording } from './useWording';

export function usePackWords() {
  const wording = useWording();
  /** A conversion by its wording, otherwise by the symbol that it is reached with. */
  function conversion(name: string): string {
    const words = wording.word('conversion', name);
    return words !== name ? words : (wording.pack.value?.conversions.find((c) => c.name === name)?.symbol ?? name);
  }
  /** A text that comes in several languages: the page's, otherwise the pack's, otherwise any. */
  const inLanguage = (texts: Record<string, string>): string =>
    texts[language.value] ?? texts[wording.pack.value?.language ?? ''] ?? Object.values(texts)[0] ?? '';
  return { ...wording, conversion, inLanguage };
}
