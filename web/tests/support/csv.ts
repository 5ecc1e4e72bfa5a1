/** Rows of a CSV text (RFC 4180), as objects by header. */
export function parseCsv(text: string): { header: string[]; rows: Record<string, string>[] } {
  const lines: string[][] = [[]];
  let field = '';
  let inside = false;
  const end = () => (lines.at(-1)!.push(field), (field = ''));
  for (let i = 0; i < text.length; ++i) {
    const c = text[i]!;
    if (inside && c === '"' && text[i + 1] === '"') (field += c), ++i;
    else if (c === '"') inside = !inside;
    else if (inside) field += c;
    else if (c === ',') end();
    else if (c === '\n') end(), lines.push([]);
    else if (c !== '\r') field += c;
  }
  if (field !== '' || lines.at(-1)!.length > 0) end();
  else lines.pop();
  const [header = [], ...rows] = lines;
  return { header, rows: rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? '']))) };
}
