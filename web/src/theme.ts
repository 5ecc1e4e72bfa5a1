// Light and dark: the system's wish unless the user chose.
import { computed, ref } from 'vue';

export type Theme = 'light' | 'dark';

const system = matchMedia('(prefers-color-scheme: dark)');
const systemDark = ref(system.matches);
system.addEventListener('change', (event) => (systemDark.value = event.matches));
const chosen = ref<Theme | null>(localStorage.getItem('auspex.theme') as Theme | null);

/** What a page asks for whatever the user chose, as the big screen does. */
export const forcedTheme = ref<Theme | null>(null);

export const theme = computed<Theme>(() => forcedTheme.value ?? chosen.value ?? (systemDark.value ? 'dark' : 'light'));

export function applyTheme(): void {
  document.documentElement.classList.toggle('dark', theme.value === 'dark');
}
export function toggleTheme(): void {
  chosen.value = theme.value === 'dark' ? 'light' : 'dark';
  localStorage.setItem('auspex.theme', chosen.value);
}
