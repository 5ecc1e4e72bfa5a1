// Three languages, one dictionary each (locales/LANGUAGE/*.ts by area), and the pack's own words beside them.
import { computed } from 'vue';
import { createI18n } from 'vue-i18n';

import { setRequestLanguage } from './api/client';
import type { Language } from './api/types';

export const languages: { tag: Language; name: string }[] = [
  { tag: 'zh-Hant', name: '繁體中文' },
  { tag: 'zh-Hans', name: '简体中文' },
  { tag: 'en', name: 'English' },
];

type Messages = Record<string, Record<string, unknown>>;

/** locales/en/data.ts becomes the messages `data.…`. */
function gather(modules: Record<string, { default: Record<string, unknown> }>): Messages {
  const messages: Messages = {};
  for (const [path, module] of Object.entries(modules)) {
    const [, language, area] = /\.\/locales\/([^/]+)\/([^/]+)\.ts$/.exec(path) ?? [];
    if (language && area) (messages[language] ??= {})[area] = module.default;
  }
  return messages;
}

function preferred(): Language {
  const stored = localStorage.getItem('auspex.language');
  if (languages.some((l) => l.tag === stored)) return stored as Language;
  for (const tag of navigator.languages) {
    if (/^zh\b.*(TW|HK|MO|Hant)/i.test(tag)) return 'zh-Hant';
    if (/^zh/i.test(tag)) return 'zh-Hans';
    if (/^en/i.test(tag)) return 'en';
  }
  return 'zh-Hant';
}

export const i18n = createI18n({
  legacy: false,
  locale: preferred(),
  fallbackLocale: 'en',
  messages: gather(import.meta.glob('./locales/*/*.ts', { eager: true })) as never,
});

export const language = computed<Language>(() => i18n.global.locale.value as Language);

export function setLanguage(tag: Language): void {
  i18n.global.locale.value = tag as never;
  localStorage.setItem('auspex.language', tag);
  applyLanguage();
}

/** Tells the document and the API which language is meant. */
export function applyLanguage(): void {
  document.documentElement.lang = language.value;
  setRequestLanguage(language.value);
}
