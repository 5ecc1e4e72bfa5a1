// Packs the built pages into one file that becomes part of the program; src/serve/pages.h describes it.
//
//     node web/pack-pages.mjs web/dist build/pages.pack
//
// Without the first folder the pack is empty: the program then has an API, but no pages.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

const [, , folder, out] = process.argv;
const lines = ['auspex-pages 1'];
const pieces = [];
let offset = 0;

function keep(bytes) {
  const place = `${offset}:${bytes.length}`;
  pieces.push(bytes);
  offset += bytes.length;
  return place;
}

function pack(path) {
  const type = types[extname(path)];
  if (!type) throw new Error(`pack-pages: no content type is known for ${path}`);
  const bytes = readFileSync(join(folder, path));
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  const packs = bytes.length > 0 && brotli.length < bytes.length * 0.95;
  const places = packs ? ['-', keep(gzipSync(bytes, { level: 9 })), keep(brotli)] : [keep(bytes), '-', '-'];
  lines.push([`/${path}`, type, etag, bytes.length, ...places].join('\t'));
}

function walk(path) {
  for (const entry of readdirSync(join(folder, path), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = path ? `${path}/${entry.name}` : entry.name;
    if (entry.isDirectory()) walk(below);
    else if (!entry.name.endsWith('.map')) pack(below);
  }
}

if (existsSync(folder)) walk('');
writeFileSync(out, Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`), ...pieces]));
