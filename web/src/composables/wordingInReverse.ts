// Texts that a run stored in the pack's own language, said in the page's: found among the wording's texts, also where values were filled into them.
export type Texts = Record<string, string>;

interface Template {
  key: string;
  pattern: RegExp;
  names: string[];
  letters: number; // of its own; of several that fit, the one that leaves least to its values is meant
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function templateOf(key: string, text: string): Template {
  const names = [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!);
  const pieces = text.split(/\{\w+\}/);
  return { key, names, pattern: new RegExp(`^${pieces.map(escaped).join('(.*?)')}$`, 's'), letters: pieces.join('').length };
}

/** A function that says texts of `from` by the texts of `to` with the same key; undefined for what is none of them. Only keys that begin with one of `areas` count. */
export function reverse(from: Texts, to: Texts, areas: string[]): (text: string) => string | undefined {
  const keys = Object.keys(from).filter((key) => areas.some((area) => key.startsWith(`${area}.`)));
  const whole = new Map(keys.filter((key) => !from[key]!.includes('{')).map((key) => [from[key]!, key]));
  const templates = keys.filter((key) => from[key]!.includes('{')).map((key) => templateOf(key, from[key]!)).sort((a, b) => b.letters - a.letters);

  /** Values that are lists of texts, such as conditions, are said one by one. */
  function value(text: string): string {
    return say(text) ?? text.split('; ').map((part) => say(part) ?? part).join('; ');
  }
  function say(text: string): string | undefined {
    const key = whole.get(text);
    if (key !== undefined) return to[key];
    for (const template of templates) {
      if (template.letters === 0) continue;
      const found = template.pattern.exec(text);
      if (!found) continue;
      const values = new Map(template.names.map((name, at) => [name, found[at + 1]!]));
      return to[template.key]?.replace(/\{(\w+)\}/g, (whole_, name: string) => (values.has(name) ? value(values.get(name)!) : whole_));
    }
    return undefined;
  }
  return say;
}
