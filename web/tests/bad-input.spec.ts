// Whatever is sent, the answer is a proper status with a problem in the caller's language, and the server goes on answering.
import { connect, type Socket } from 'node:net';

import { Client, type Ask } from './support/client';
import { bringIn, openOffice, passwords, type Office } from './support/office';
import { open } from './support/places';
import { expect, test } from './support/test';

let office: Office;

test.beforeAll(async () => void (office = await openOffice('predicted')));
test.afterAll(() => office?.close());
test.afterEach(async () => {
  expect((await fetch(`${office.server.address}/healthz`)).status).toBe(200);
});

interface Problem { status: number; code: string; title: string; advice?: string }

/** What is wrong with an answer that has to be a problem of one of these statuses, in Chinese; empty if nothing is. */
async function faultOf(response: Response, status: number | number[]): Promise<string> {
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  if (![status].flat().includes(response.status)) return `${response.status}, not ${String(status)}: ${text.slice(0, 200)}`;
  if (!type.startsWith('application/problem+json')) return `type ${type}`;
  const problem = JSON.parse(text) as Problem;
  if (problem.status !== response.status || !/^[a-z0-9_]+$/.test(problem.code)) return `status or code: ${text}`;
  const isForeign = [problem.title, problem.advice].some((words) => words !== undefined && !/\p{Script=Han}/u.test(words));
  return isForeign ? `not translated: ${problem.title} | ${problem.advice ?? ''}` : '';
}

/** Asks all of it, one after the other, and tells of every answer that is not as it should be. */
async function expectProblems(client: Client, questions: Case[]): Promise<void> {
  const faults: string[] = [];
  for (const [method, path, ask, status] of questions) {
    const fault = await client.request(method, path, ask).then((response) => faultOf(response, status)).catch(String);
    if (fault) faults.push(`${method} ${path.slice(0, 60)} ${JSON.stringify(ask)?.slice(0, 120)}: ${fault}`);
  }
  expect(faults).toEqual([]);
}

async function speaking(person: 'admin' | 'ana' | 'vic'): Promise<Client> {
  return Object.assign(await office.client(person), { language: 'zh-Hant' });
}

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const filter = (condition: unknown): Ask => ({ query: { filter: { all: [condition] } } });
const rows = '/results/newest/rows';
const json = { 'Content-Type': 'application/json' };

type Case = [method: string, path: string, ask: Ask, status: number | number[]];
const cases: Case[] = [
  // addresses
  ['GET', '/nothing', {}, 404],
  ['GET', '/', {}, 404],
  ['GET', '/pack/', {}, 404],
  ['GET', '/results//rows', {}, 404],
  ['GET', '/results/newest/%2e%2e/rows', {}, [400, 404]],
  ['GET', '/uploads/..%2f..%2fworkspace.json', {}, [400, 404]],
  ['GET', '/uploads/%00', {}, [400, 404]],
  ['GET', '/uploads/%ff', {}, [400, 404]],
  ['GET', `/customers/${'x'.repeat(20_000)}`, {}, [404, 414]],
  ['PUT', '/pack', {}, 405],
  ['PATCH', '/loads', { body: {} }, 405],
  ['DELETE', '/models', {}, 405],
  // ids
  ...['0', '-1', '99999', '1e3', 'abc', '18446744073709551616', '9'.repeat(400), "1'--", '1;DROP TABLE x', '%F0%9F%A6%86'].flatMap((id): Case[] => [
    ['GET', `/loads/${id}`, {}, 404], ['DELETE', `/loads/${id}`, {}, 404], ['GET', `/loads/${id}/rejects`, {}, 404], ['GET', `/loads/${id}/rejects.csv`, {}, 404],
    ['GET', `/jobs/${id}`, {}, 404], ['DELETE', `/jobs/${id}`, {}, 404], ['POST', `/jobs/${id}/restart`, {}, 404], ['GET', `/jobs/${id}/events`, {}, 404],
    ['DELETE', `/runs/${id}`, {}, 404], ['GET', `/results/${id}`, {}, 404], ['GET', `/results/${id}/rows`, {}, 404], ['GET', `/results/${id}/cards`, {}, 404],
    ['GET', `/results/${id}/charts/levels`, {}, 404], ['GET', `/results/${id}/file?format=csv`, {}, 404], ['GET', `/results/newest/charts/${id}`, {}, 404],
    ['GET', `/models/${id}/lstm`, {}, 404], ['GET', `/uploads/${id}`, {}, 404], ['GET', `/uploads/${id}/preview`, {}, 404], ['DELETE', `/uploads/${id}`, {}, 404],
    ['GET', `/customers/${id}`, {}, 404], ['GET', `/customers/${id}/what-if?next=x`, {}, [400, 404]], ['DELETE', `/filters/${id}`, {}, 404],
    ['PATCH', `/accounts/${id}`, { body: { disabled: true } }, 404], ['DELETE', `/accounts/${id}`, {}, 404],
  ]),
  ['GET', '/models/1/..', {}, 404],
  ['GET', '/models/1/lstm%2F..%2F..', {}, 404],
  // numbers
  ...['x', '-1', '1.5', '1e9', '99999999999999999999', '', ' 1', '0x10', 'NaN'].flatMap((n): Case[] => [
    ['GET', rows, { query: { limit: n } }, 400], ['GET', rows, { query: { offset: n } }, 400], ['GET', '/jobs', { query: { limit: n } }, 400],
    ['GET', '/audit', { query: { offset: n } }, 400], ['GET', '/customers', { query: { limit: n } }, 400], ['GET', '/loads/1/rejects', { query: { limit: n } }, 400],
    ['GET', '/results/newest/values', { query: { column: 'last_action', limit: n } }, 400],
  ]),
  ['GET', rows, { query: { limit: 1001 } }, 400],
  // filters, sorts and columns
  ['GET', rows, { query: { filter: 'x' } }, 400],
  ['GET', rows, { query: { filter: '{}' } }, 400],
  ['GET', rows, { query: { filter: '{"all":{}}' } }, 400],
  ['GET', rows, { query: { filter: '{"all":[],"any":[]}' } }, 400],
  ['GET', rows, { query: { filter: `{"all":${deep(3000)}}` } }, 400],
  ['GET', rows, { query: { filter: '{"all":[' + '{"column":"x","op":"empty"},'.repeat(200) + '{}]}' } }, 400],
  ['GET', rows, filter(null), 400],
  ['GET', rows, filter({ column: 'last_action' }), 400],
  ['GET', rows, filter({ column: 1, op: 'empty' }), 400],
  ['GET', rows, filter({ column: 'no such', op: 'empty' }), 400],
  ['GET', rows, filter({ column: 'last_action" IS NULL OR 1=1 --', op: 'empty' }), 400],
  ['GET', rows, filter({ column: '(SELECT 1)', op: 'empty' }), 400],
  ['GET', rows, filter({ column: 'rowid', op: 'between', low: 1 }), 400],
  ['GET', rows, filter({ column: 'last_action', op: 'like', text: '%' }), 400],
  ['GET', rows, filter({ column: 'last_action', op: 'in', values: 'x' }), 400],
  ['GET', rows, filter({ column: 'last_action', op: 'in', values: [{}] }), 400],
  ['GET', rows, filter({ column: 'last_action', op: 'contains', text: 5 }), 400],
  ['GET', rows, filter({ column: 'last_action', op: 'between' }), 400],
  ['GET', rows, filter({ column: 'Top1_confidence', op: 'between', low: 'much' }), 400],
  ['GET', rows, filter({ column: 'Top1_confidence', op: 'contains', text: '1' }), 400],
  ['GET', rows, filter({ column: 'last_event_time', op: 'between', low: "2025-01-01'; DROP TABLE x; --" }), 400],
  ['GET', rows, filter({ column: 'last_event_time', op: 'between', low: '2025-02-31 00:00:00' }), 400],
  ['GET', rows, { query: { filter: '{"all":[{"column":"Top1_confidence","op":"between","low":1e999}]}' } }, 400],
  ['GET', rows, filter({ column: 'last_action', op: 'empty', extra: 1 }), 400],
  ['GET', rows, { query: { sort: '1; DROP TABLE results' } }, 400],
  ['GET', rows, { query: { sort: '-' } }, 400],
  ['GET', rows, { query: { sort: 'last_action,,' } }, 400],
  ['GET', rows, { query: { sort: 'random()' } }, 400],
  ['GET', rows, { query: { columns: '*' } }, 400],
  ['GET', rows, { query: { columns: 'count(*)' } }, 400],
  ['GET', rows, { query: { columns: "user_pseudo_id,' OR 1" } }, 400],
  ['GET', '/results/newest/values', {}, 400],
  ['GET', '/results/newest/values', { query: { column: 'no such' } }, 400],
  ['GET', '/results/newest/file', {}, 400],
  ['GET', '/results/newest/file', { query: { format: '../csv' } }, 400],
  ['GET', '/results/newest/file', { query: { format: 'csv', filter: 'x' } }, 400],
  // bodies
  ...['', '{', 'null', '[]', '"x"', '5', '{"a":}', deep(5000), '{"a":'.repeat(3000), '\u0000', '{"name":"\\ud800"}'].flatMap((text): Case[] =>
    (['POST /accounts', 'POST /uploads', 'POST /jobs', 'POST /strategies/what-if', 'PUT /session/password', 'PUT /filters/x', 'PATCH /accounts/vic'] as const).map((at) => {
      const [method, path] = at.split(' ') as [string, string];
      return [method, path, { bytes: text, headers: json }, 400];
    })),
  ['POST', '/jobs', { bytes: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) as unknown as BodyInit, headers: json }, 400],
  ['POST', '/jobs', { bytes: '{"kind":"evaluate"}', headers: { 'Content-Type': 'text/plain' } }, 415],
  ['POST', '/jobs', { bytes: 'kind=evaluate', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, 415],
  ['POST', '/jobs', { bytes: '{"kind":"evaluate"}', headers: { ...json, 'Content-Encoding': 'gzip' } }, [400, 415]],
  ['POST', '/jobs', { bytes: `{"kind":"${'x'.repeat(2_000_000)}"}`, headers: json }, 413],
  ['POST', '/jobs', { body: { kind: 'format the disk' } }, 400],
  ['POST', '/jobs', { body: { kind: 5 } }, 400],
  ['POST', '/jobs', { body: { kind: 'train', epochs: 1e30 } }, 400],
  ['POST', '/jobs', { body: { kind: 'train', epochs: -1 } }, 400],
  ['POST', '/jobs', { body: { kind: 'train', epochs: 'many' } }, 400],
  ['POST', '/jobs', { body: { kind: 'train', models: ['gpt'] } }, 400],
  ['POST', '/jobs', { body: { kind: 'train', models: 'lstm' } }, 400],
  ['POST', '/jobs', { body: { kind: 'train', horizon_days: 0 } }, 400],
  ['POST', '/jobs', { body: { kind: 'predict', from: 'yesterday' } }, 400],
  ['POST', '/jobs', { body: { kind: 'predict', from: '2025-03-01', to: '2025-02-01' } }, 400],
  ['POST', '/jobs', { body: { kind: 'predict', model: { run: 99, name: 'lstm' } } }, [400, 404]],
  ['POST', '/jobs', { body: { kind: 'predict', model: 'lstm' } }, 400],
  ['POST', '/jobs', { body: { kind: 'ingest', uploads: [] } }, 400],
  ['POST', '/jobs', { body: { kind: 'ingest', uploads: ['../../etc/passwd'] } }, [400, 404]],
  ['POST', '/jobs', { body: { kind: 'ingest', uploads: 'x' } }, 400],
  ['POST', '/uploads', { body: { name: 'a.csv' } }, 400],
  ['POST', '/uploads', { body: { name: 5, size: 1 } }, 400],
  ['POST', '/uploads', { body: { name: 'a.csv', size: -1 } }, 400],
  ['POST', '/uploads', { body: { name: 'a.csv', size: 1.5 } }, 400],
  ['POST', '/uploads', { body: { name: 'a.csv', size: '7' } }, 400],
  ['POST', '/uploads', { body: { name: 'a.csv', size: 9e18 } }, [400, 413]],
  ['POST', '/uploads', { body: { name: 'a.csv', size: 20_000_000_001 } }, [400, 413]],
  ['POST', '/uploads', { body: { name: '', size: 1 } }, 400],
  ['POST', '/accounts', { body: { name: 'x', role: 'viewer', password: 'short' } }, 400],
  ['POST', '/accounts', { body: { name: 'x', role: 'god', password: 'long enough 1' } }, 400],
  ['POST', '/accounts', { body: { name: '../x', role: 'viewer', password: 'long enough 1' } }, 400],
  ['POST', '/accounts', { body: { name: 'ana', role: 'viewer', password: 'long enough 1' } }, 409],
  ['POST', '/accounts', { body: { name: 'x', role: 'viewer', password: 'x'.repeat(100_000) } }, 400],
  ['PATCH', '/accounts/admin', { body: { role: 'viewer' } }, 409],
  ['PATCH', '/accounts/admin', { body: { disabled: true } }, 409],
  ['DELETE', '/accounts/admin', {}, 409],
  ['PATCH', '/accounts/vic', { body: {} }, 400],
  ['PATCH', '/accounts/vic', { body: { disabled: 'yes' } }, 400],
  ['PUT', `/filters/${'x'.repeat(5000)}`, { body: { filter: { all: [] }, sort: '' } }, 400],
  ['PUT', '/filters/x', { body: { filter: 'all', sort: '' } }, 400],
  ['PUT', '/filters/x', { body: { filter: { all: [] }, sort: 5 } }, 400],
  ['POST', '/strategies/what-if', { body: { without: ['no such rule'], later_minutes: 0 } }, [400, 404]],
  ['POST', '/strategies/what-if', { body: { without: 'all', later_minutes: 0 } }, 400],
  ['POST', '/strategies/what-if', { body: { without: [], later_minutes: 1e300 } }, 400],
  ['POST', '/strategies/what-if', { body: { without: [], later_minutes: 'x' } }, 400],
  ['POST', '/strategies/what-if', { body: { run: 99999, without: [], later_minutes: 1 } }, 404],
  ['GET', '/dashboard/charts/nope', {}, 404],
  ['GET', '/dashboard/charts/visitors', { query: { filter: '{' } }, 400],
  ['GET', '/dashboard/charts/visitors', { query: { filter: { source: 3 } } }, 400],
  ['GET', '/dashboard/charts/visitors', { query: { filter: { nope: 'x' } } }, 400],
  ['GET', '/strategies', { query: { run: 'x' } }, 400],
  ['GET', '/uploads/0123456789abcdef0123456789abcdef/preview', { query: { mapping: '[]' } }, [400, 404]],
];

test('every endpoint against what it cannot use', async () => {
  await expectProblems(await speaking('admin'), cases);
});

test('texts of SQL are texts', async () => {
  const vic = await office.client('vic');
  for (const text of ["'; DROP TABLE main.audit; --", '%', '_', '\\', '"', "' OR '1'='1", '試算', '\u{1F986}', 'x'.repeat(3000)]) {
    for (const condition of [{ op: 'contains', text }, { op: 'begins', text }, { op: 'equals', text }, { op: 'in', values: [text] }, { op: 'not_in', values: [text] }]) {
      const answer = await vic.json<{ total: number; rows: string[][] }>('GET', rows, { query: { filter: { all: [{ column: 'last_action_group', ...condition }] }, columns: 'last_action_group', limit: 1000 } });
      for (const [value] of answer.rows) {
        if (condition.op === 'contains') expect(value).toContain(text);
        if (condition.op === 'not_in') expect(value).not.toBe(text);
      }
      if (text.length > 3 && condition.op !== 'not_in') expect(answer.total).toBe(0);
    }
    expect((await vic.request('GET', '/customers', { query: { search: text } })).status).toBe(200);
    expect((await vic.request('GET', '/results/newest/values', { query: { column: 'last_action', search: text } })).status).toBe(200);
  }
  expect((await vic.json<{ total: number }>('GET', rows)).total).toBe(1500);
});

test('names of files are only names', async () => {
  const ana = await office.client('ana');
  for (const name of ['../../../etc/cron.d/x.csv', '/etc/passwd.csv', '..\\..\\x.csv', 'a\u0000b.csv', 'CON.csv', '.csv', 'x'.repeat(5000) + '.csv', '<img src=x>.csv', '事件\n檔.csv']) {
    const response = await ana.request('POST', '/uploads', { body: { name, size: 3 } });
    expect([201, 400], name).toContain(response.status);
    const upload = (await response.json()) as { id: string; name: string };
    if (response.status === 201) {
      expect(upload.name).not.toMatch(/[/\\\u0000\n]/);
      expect(await ana.json('PATCH', `/uploads/${upload.id}`, { bytes: 'a,b', headers: { 'Upload-Offset': '0' } })).toMatchObject({ complete: true });
      expect((await ana.request('DELETE', `/uploads/${upload.id}`)).status).toBe(204);
    }
  }
});

test('who asks: cookies, tokens, sites', async () => {
  const ana = await speaking('ana');
  const fresh = (cookie: string, csrf = ''): Client => Object.assign(new Client(office.server.address), { cookie, csrf, language: 'zh-Hant' });
  const [, name, value] = /^([^=]+)=(.*)$/.exec(ana.cookie)!;
  for (const forged of ['', `${name}=`, `${name}=x`, `${name}=${value!.slice(0, -1)}`, `${name}=${value}x`, `${name}=${'a'.repeat(value!.length)}`, `${name}=${'9'.repeat(10_000)}`, 'other=1']) {
    await expectProblems(fresh(forged), [['GET', '/pack', {}, 401]]);
  }
  const evaluate = { body: { kind: 'evaluate' } };
  for (const csrf of ['', 'x', ana.csrf.slice(1), `${ana.csrf}0`]) await expectProblems(fresh(ana.cookie, csrf), [['POST', '/jobs', evaluate, 403]]);
  await expectProblems(ana, [
    ['POST', '/jobs', { ...evaluate, headers: { Origin: 'https://elsewhere.example' } }, 403],
    ['POST', '/jobs', { ...evaluate, headers: { Origin: 'null' } }, 403],
    ['POST', '/jobs', { ...evaluate, headers: { 'Sec-Fetch-Site': 'cross-site' } }, 403],
  ]);
  const leaving = new Client(office.server.address);
  await leaving.signIn({ name: 'vic', password: passwords.vic });
  expect((await leaving.request('GET', '/pack')).status).toBe(200);
  expect((await leaving.request('DELETE', '/session')).status).toBe(204);
  leaving.language = 'zh-Hant';
  await expectProblems(leaving, [['GET', '/pack', {}, 401]]); // its session has ended
  await expectProblems(await speaking('vic'), [
    ['DELETE', '/runs/2', {}, 403], ['DELETE', '/loads/1', {}, 403], ['POST', '/jobs', evaluate, 403], ['POST', '/uploads', { body: { name: 'a', size: 1 } }, 403],
    ['GET', '/accounts', {}, 403], ['GET', '/audit', {}, 403],
  ]);
});

/** A connection that has been opened; `said` is what came back so far. */
function dial(): Promise<{ socket: Socket; said: () => string; closed: Promise<void> }> {
  const { hostname, port } = new URL(office.server.address);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => (text += piece));
    const closed = new Promise<void>((done) => socket.once('close', () => done()));
    socket.on('end', () => socket.end());
    socket.once('connect', () => resolve({ socket, said: () => text, closed }));
    socket.once('error', reject);
  });
}

test('what is no HTTP, or an odd one', async () => {
  const get = 'GET /api/v1/session HTTP/1.1\r\nHost: x\r\n';
  const requests: [string, RegExp][] = [
    ['\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['hello\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['GET  HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['GET / HTTP/3.0\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 505 /],
    ['BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 501 /],
    ['GET /api/v1/session HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 40[04] /],
    ['GET http://elsewhere/ HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 400 /],
    [`GET /${'a'.repeat(70_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, /^HTTP\/1\.1 4(14|31) /],
    [`${get}X: ${'a'.repeat(200_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    [`${get}${'X-Y: z\r\n'.repeat(500)}\r\n`, /^HTTP\/1\.1 431 /],
    [`${get}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`, /^HTTP\/1\.1 400 /],
    [`${get}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, /^HTTP\/1\.1 400 /],
    [`${get}Content-Length: -5\r\n\r\n`, /^HTTP\/1\.1 400 /],
    [`${get}Content-Length: 99999999999999999999999\r\n\r\n`, /^HTTP\/1\.1 400 /],
    [`${get}Transfer-Encoding: gzip, chunked\r\n\r\n`, /^HTTP\/1\.1 501 /],
    ['POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nnothing\r\n0\r\n\r\n', /^HTTP\/1\.1 400 /],
    [`${get}Bad Header: x\r\n\r\n`, /^HTTP\/1\.1 400 /],
  ];
  for (const [text, answer] of requests) {
    const { socket, said, closed } = await dial();
    socket.on('error', () => undefined);
    socket.write(text, 'latin1');
    await expect.poll(said, { message: text.slice(0, 60) }).toMatch(answer);
    expect(said()).toContain('application/problem+json');
    socket.destroy();
    await closed;
  }
});

test('half-closed and broken-off connections', async () => {
  const half = await dial();
  half.socket.end('GET /api/v1/session HTTP/1.1\r\nHost: x\r\n\r\n'); // says no more, but listens
  await expect.poll(half.said).toMatch(/^HTTP\/1\.1 200 [^]*no_password_yet/);
  await half.closed;
  for (const begun of ['G', 'GET /api/v1/session HTTP/1.1\r\nHost', 'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"na']) {
    const cut = await dial();
    cut.socket.on('error', () => undefined);
    cut.socket.write(begun);
    cut.socket.destroy();
    const ended = await dial();
    ended.socket.end(begun);
    await ended.closed;
    expect(ended.said()).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
  }
});

test('2,000 slow connections, and still a page', async ({ page, context }) => {
  test.setTimeout(60_000);
  await bringIn(context, office, 'vic');
  const slow: Awaited<ReturnType<typeof dial>>[] = [];
  try {
    for (let at = 0; at < 2000; at += 100) slow.push(...(await Promise.all(Array.from({ length: 100 }, dial))));
    for (const [at, { socket }] of slow.entries()) {
      socket.on('error', () => undefined);
      if (at % 2 === 0) socket.write('GET /api/v1/session HTTP/1.1\r\nHost: x\r\nX-Slow: '); // the others say nothing at all
    }
    const began = Date.now();
    expect((await fetch(`${office.server.address}/healthz`)).status).toBe(200);
    expect(Date.now() - began).toBeLessThan(2000);
    await open(page, `${office.server.address}/data`);
    await expect(page.getByTestId('summary-events')).toHaveText('16,496');
    expect(slow.filter(({ socket }) => !socket.destroyed).length).toBeGreaterThan(1900);
    // Those who said half a request are told that it took too long.
    await expect.poll(() => slow.filter(({ said }) => said().startsWith('HTTP/1.1 408')).length, { timeout: 40_000 }).toBeGreaterThan(900);
  } finally {
    for (const { socket } of slow) socket.destroy();
  }
});
