import { expect, test } from 'vitest';

type Texts = { [key: string]: string | Texts };
const files = import.meta.glob<{ default: Texts }>('./*/*.ts', { eager: true });
const languages = ['en', 'zh-Hant', 'zh-Hans'];
const areas = [...new Set(Object.keys(files).map((path) => path.split('/')[2]!))];

function flat(texts: Texts, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]) => (typeof text === 'string' ? [[prefix + key, text] as [string, string]] : flat(text, `${prefix}${key}.`)));
}
const textsOf = (language: string, area: string) => new Map(flat(files[`./${language}/${area}`]!.default));
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

test.each(areas)('%s says the same in every language', (area) => {
  const english = textsOf('en', area);
  for (const language of languages) {
    const texts = textsOf(language, area);
    expect([...texts.keys()].sort(), language).toEqual([...english.keys()].sort());
    for (const [key, text] of texts) {
      expect(text.trim(), `${language} ${key}`).not.toBe('');
      expect(placeholders(text), `${language} ${key}`).toEqual(placeholders(english.get(key)!));
    }
  }
});
