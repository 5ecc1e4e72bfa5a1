// Every endpoint's real answers against the document that the server gives out, and its errors in the language asked for.
import type { Customers, Job, JobRequest, LeftList, Load, Models, Pack, ResultInfo, Runs, Summary, TaskCustomers, TaskExplanation, TaskTrainings, TaskWhatIf } from '../src/api/types';
import type { Ask, Client } from './support/client';
import { ApiDocument } from './support/document';
import { openOffice, passwords, type Office } from './support/office';
import { expect, test } from './support/test';

let office: Office;
let document: ApiDocument;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  office = await openOffice('predicted');
  document = await ApiDocument.of(await office.client('admin'));
});
test.afterAll(() => office?.close());

const call = <T>(client: Client, method: string, template: string, parameters: Record<string, string | number> = {}, ask: Ask = {}): Promise<T> =>
  document.call<T>(client, method, template, parameters, ask);

test('the way in, accounts and audit', async () => {
  const admin = await office.client('admin');
  await call(admin, 'GET', '/openapi.json');
  await call(admin, 'GET', '/session');
  await call(admin, 'POST', '/accounts', {}, { body: { name: '林小明.1', role: 'viewer', password: 'long enough 1' } });
  await call(admin, 'GET', '/accounts');
  await call(admin, 'PATCH', '/accounts/{name}', { name: '林小明.1' }, { body: { role: 'analyst', disabled: false } });
  await call(admin, 'DELETE', '/accounts/{name}', { name: '林小明.1' });
  const vic = await office.client('vic');
  await call(vic, 'PUT', '/session/password', {}, { body: { current: passwords.vic, password: passwords.vic } });
  const again = Object.assign(Object.create(Object.getPrototypeOf(vic) as object) as Client, { address: vic.address, language: 'en', cookie: '', csrf: '' });
  const signedIn = await call<{ csrf: string }>(again, 'POST', '/session', {}, { body: { name: 'vic', password: passwords.vic } });
  await again.signIn({ name: 'vic', password: passwords.vic });
  expect(signedIn.csrf).not.toBe(again.csrf);
  await call(again, 'DELETE', '/session');
  await call(admin, 'GET', '/audit', {}, { query: { offset: 0, limit: 20 } });
});

test('files, loads and jobs', async () => {
  const ana = await office.client('ana');
  for (const path of ['/pack', '/summary', '/events/daily', '/loads', '/uploads', '/jobs']) await call(ana, 'GET', path);
  const bytes = 'user_pseudo_id,event_time,action_group,source,medium,platform,staytime,has_shared,revisit_count\n'
    + 'x1,2025-03-02 10:00:00,試算,google,cpc,WEB,3,0,1\nx2,never,試算,google,cpc,WEB,3,0,1\n';
  const size = new TextEncoder().encode(bytes).length;
  const { id } = await call<{ id: string }>(ana, 'POST', '/uploads', {}, { body: { name: '事件.csv', size } });
  await call(ana, 'PATCH', '/uploads/{id}', { id }, { bytes, headers: { 'Content-Type': 'application/octet-stream', 'Upload-Offset': '0' } });
  await call(ana, 'GET', '/uploads/{id}', { id });
  await call(ana, 'GET', '/uploads/{id}/preview', { id }, { query: { mapping: { source: 'medium' } } });
  await call(ana, 'GET', '/uploads');
  const other = await call<{ id: string }>(ana, 'POST', '/uploads', {}, { body: { name: 'b.csv', size: 10 } });
  await call(ana, 'DELETE', '/uploads/{id}', { id: other.id });
  const job = await call<Job>(ana, 'POST', '/jobs', {}, { body: { kind: 'ingest', uploads: [id], pseudonymise: false } });
  expect(await call<string>(ana, 'GET', '/jobs/{id}/events', { id: job.id })).toMatch(/^(event: job\ndata: \{.*\}\n\n|:.*\n\n)+$/);
  expect((await call<Job>(ana, 'GET', '/jobs/{id}', { id: job.id })).state).toBe('done');
  const { loads } = await call<{ loads: Load[] }>(ana, 'GET', '/loads');
  const load = loads.find((one) => one.file.endsWith('事件.csv'))!;
  expect(load).toMatchObject({ read: 2, kept: 1, rejected: 1 });
  await call(ana, 'GET', '/loads/{id}', { id: load.id });
  await call(ana, 'GET', '/loads/{id}/rejects', { id: load.id }, { query: { limit: 5 } });
  expect(await call<string>(ana, 'GET', '/loads/{id}/rejects.csv', { id: load.id })).toContain('never');
  await call(ana, 'DELETE', '/loads/{id}', { id: load.id });
  for (const request of [{ kind: 'predict', from: '2025-02-01', to: '2025-02-20' }, { kind: 'train', models: ['markov1'], horizon_days: 7 }, { kind: 'evaluate' }]) {
    const started = await call<Job>(ana, 'POST', '/jobs', {}, { body: request });
    await ana.request('GET', `/jobs/${started.id}/events`).then((response) => response.text());
    expect(await call<Job>(ana, 'GET', '/jobs/{id}', { id: started.id })).toMatchObject({ state: 'done' });
  }
  const first = await call<Job>(ana, 'POST', '/jobs', {}, { body: { kind: 'predict' } });
  const second = await call<Job>(ana, 'POST', '/jobs', {}, { body: { kind: 'predict', to: '2025-03-01' } });
  await call(ana, 'DELETE', '/jobs/{id}', { id: second.id });
  const third = await call<Job>(ana, 'POST', '/jobs/{id}/restart', { id: second.id });
  for (const one of [first, third]) await (await ana.request('GET', `/jobs/${one.id}/events`)).text();
  await call(ana, 'GET', '/jobs', {}, { query: { limit: 3 } });
});

test('results and customers', async () => {
  const vic = await office.client('vic');
  const { runs } = await call<Runs>(vic, 'GET', '/runs');
  const run = runs[0]!.run;
  const info = await call<ResultInfo>(vic, 'GET', '/results/{run}', { run: 'newest' });
  const filter = { all: [{ column: 'Top1_confidence', op: 'between', low: 0.2 }, { column: 'last_platform', op: 'in', values: ['WEB', 'APP', null] }] };
  await call(vic, 'GET', '/results/{run}/rows', { run }, { query: { filter, sort: '-Top1_confidence,last_action', offset: 3, limit: 7 } });
  for (const column of info.columns) {
    await call(vic, 'GET', '/results/{run}/values', { run }, { query: { column: column.name, limit: 3 } });
    await call(vic, 'GET', '/results/{run}/rows', { run }, { query: { sort: `-${column.name}`, limit: 2, filter: { all: [{ column: column.name, op: 'not_empty' }] } } });
  }
  await call(vic, 'GET', '/results/{run}/cards', { run }, { query: { filter } });
  for (const chart of info.charts) {
    await call(vic, 'GET', '/results/{run}/charts/{id}', { run, id: chart.id });
    await call(vic, 'GET', '/results/{run}/charts/{id}', { run, id: chart.id }, { query: { filter: { all: [{ column: 'user_pseudo_id', op: 'equals', text: 'nobody' }] } } });
  }
  for (const format of ['csv', 'xlsx', 'parquet']) await call(vic, 'GET', '/results/{run}/file', { run }, { query: { format, filter } });
  await call(vic, 'PUT', '/filters/{name}', { name: '我的/篩選' }, { body: { filter, sort: '-last_event_time' } });
  await call(vic, 'GET', '/filters');
  await call(vic, 'DELETE', '/filters/{name}', { name: '我的/篩選' });
  const { customers } = await call<Customers>(vic, 'GET', '/customers', {}, { query: { search: 'u', limit: 5 } });
  const pack = await call<Pack>(vic, 'GET', '/pack');
  for (const id of customers) await call(vic, 'GET', '/customers/{id}', { id }, { query: { run } });
  for (const symbol of pack.vocabulary.slice(0, 5)) await call(vic, 'GET', '/customers/{id}/what-if', { id: customers[0]! }, { query: { next: symbol.name } });
  await call(await office.client('ana'), 'DELETE', '/runs/{run}', { run });
});

test('models and strategies', async () => {
  const vic = await office.client('vic');
  const { trainings } = await call<Models>(vic, 'GET', '/models');
  for (const training of trainings) {
    for (const { name } of training.models) await call(vic, 'GET', '/models/{run}/{name}', { run: training.run, name });
  }
  await call(vic, 'GET', '/dashboard');
  await call(vic, 'GET', '/dashboard/version');
  await call(vic, 'GET', '/dashboard/charts/{name}', { name: 'actions_by_day' }, { query: { filter: { family: 'quote' } } });
  await call(vic, 'GET', '/strategies');
  await call(vic, 'GET', '/strategies/cases');
  await call(vic, 'POST', '/strategies/what-if', {}, { body: { without: [], later_minutes: 60 } });
});

/** Waits until a job has ended well. */
async function done(client: Client, request: JobRequest): Promise<Job> {
  let job = await call<Job>(client, 'POST', '/jobs', {}, { body: request });
  await expect.poll(async () => (job = await call<Job>(client, 'GET', '/jobs/{id}', { id: job.id })).state, { timeout: 60_000 }).toBe('done');
  return job;
}

test('a workspace of a task over tables', async () => {
  test.setTimeout(120_000);
  const bank = await openOffice('wealth');
  try {
    const ana = await bank.client('ana');
    for (const request of [{ kind: 'segment', clusters: 4 }, { kind: 'plan' }, { kind: 'report', language: 'en' }] as const) await done(ana, request);
    const summary = await call<Summary>(ana, 'GET', '/summary');
    expect(summary.task?.plan?.out_of_date).toBe(false);
    const { runs } = await call<Runs>(ana, 'GET', '/runs');
    expect(runs[0]?.kind).toBe('plan');
    const info = await call<ResultInfo>(ana, 'GET', '/results/{run}', { run: 'newest' });
    for (const { id } of info.charts) await call(ana, 'GET', '/results/{run}/charts/{id}', { run: 'newest', id });
    await call(ana, 'GET', '/results/{run}/rows', { run: 'newest' });
    const left = await call<LeftList>(ana, 'GET', '/results/{run}/left', { run: 'newest' }, { query: { why: 'fell' } });
    expect(left.before).toBe(runs[1]?.run);
    expect(await call<string>(ana, 'GET', '/report')).toContain('<html lang="en"');
    await call(ana, 'GET', '/watch');
    const { trainings } = await call<TaskTrainings>(ana, 'GET', '/task/models');
    await call(ana, 'GET', '/task/models/{run}', { run: trainings[0]!.run });
    await call(ana, 'GET', '/layers');
    await call(ana, 'GET', '/segments');
  } finally {
    await bank.close();
  }
});

test('a task over tables explained', async () => {
  const bank = await openOffice('wealth');
  try {
    const vic = await bank.client('vic');
    const { customers } = await call<TaskCustomers>(vic, 'GET', '/task/customers', {}, { query: { search: 'u', limit: 3 } });
    const id = customers[0]!.customer;
    await call(vic, 'GET', '/task/customers/{id}', { id });
    const supposed = await call<TaskWhatIf>(vic, 'POST', '/task/customers/{id}/what-if', { id }, { body: { changes: { total: 50_000, lifecycle_stage: null } } });
    expect(supposed.after.probability).toBeLessThan(supposed.before.probability);
    expect(supposed.moved).toContain('distance');
    await call(vic, 'GET', '/task/customers/{id}/contact', { id });
    const explanation = await call<TaskExplanation>(vic, 'GET', '/task/explanation');
    await call(vic, 'GET', '/task/explanation', {}, { query: { feature: explanation.importance.at(-1)!.name } });
    expect((await vic.request('GET', '/task/customers/nobody')).status).toBe(404);
  } finally {
    await bank.close();
  }
});

test('every endpoint of the document has been called', () => {
  expect(document.uncalled()).toEqual([]);
});

test('errors speak the language asked for', async () => {
  const vic = await office.client('vic');
  const han = /\p{Script=Han}/u;
  const questions: [string, string, Ask?][] = [
    ['GET', '/nothing'], ['PUT', '/pack'], ['GET', '/loads/99999'], ['GET', '/jobs/99999'], ['GET', '/customers/nobody'], ['GET', '/results/99999'], ['GET', '/models/9/x'],
    ['GET', '/accounts'], ['DELETE', '/runs/1'], ['GET', '/results/newest/rows', { query: { filter: '{' } }], ['GET', '/results/newest/rows', { query: { sort: 'nothing' } }],
    ['GET', '/results/newest/rows', { query: { limit: -1 } }], ['GET', '/results/newest/charts/x'], ['GET', '/results/newest/file', { query: { format: 'doc' } }],
    ['GET', '/customers', { query: { limit: 'x' } }], ['PUT', '/session/password', { body: {} }], ['PUT', '/session/password', { body: { current: 'x', password: 'abcdefghij' } }],
  ];
  for (const [method, path, ask] of questions) {
    for (const [language, is] of [['en', (text: string) => !han.test(text)], ['zh-TW', (text: string) => han.test(text)], ['zh-CN,en;q=0.5', (text: string) => han.test(text)]] as const) {
      vic.language = language;
      const response = await vic.request(method, path, ask);
      const problem = (await response.json()) as { title: string; status: number; advice?: string };
      const what = `${method} ${path} in ${language}: ${JSON.stringify(problem)}`;
      expect(response.headers.get('content-type'), what).toMatch(/^application\/problem\+json/);
      expect(problem.status, what).toBe(response.status);
      document.expectValid('Problem', problem, what);
      expect.soft(is(problem.title) && (problem.advice === undefined || is(problem.advice)), what).toBe(true);
    }
  }
  vic.language = 'en';
});
