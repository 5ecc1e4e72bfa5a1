import { expect, test, vi } from 'vitest';

import { ApiProblem } from '@/api/client';
import type { Upload } from '@/api/types';

import { createUploads } from './useUpload';
import type { UploadTransport } from './uploadTransport';

const limits = { upload_bytes: 1000, chunk_bytes: 10 };
const fileOf = (name: string, size: number) => new File(['x'.repeat(size)], name);

function fakeServer() {
  const uploads = new Map<string, Upload>();
  const sends: string[] = [];
  let fault: (() => void) | null = null;
  const transport: UploadTransport = {
    list: async () => [...uploads.values()],
    create: async (name, size) => {
      const upload = { id: `u${uploads.size + 1}`, name, size, offset: 0, complete: false, created: '', by: 'ann' };
      uploads.set(upload.id, upload);
      return { ...upload };
    },
    find: async (id) => {
      const upload = uploads.get(id);
      if (!upload) throw new ApiProblem({ type: 'about:blank', status: 404, code: 'not_found', title: 'gone' });
      return { ...upload };
    },
    remove: async (id) => void uploads.delete(id),
    send: async (id, offset, bytes) => {
      sends.push(`${id}@${offset}`);
      fault?.();
      const upload = uploads.get(id)!;
      upload.offset += bytes.size;
      upload.complete = upload.offset === upload.size;
      return upload.offset;
    },
  };
  return { uploads, sends, transport, failOnce: (f: () => void) => (fault = () => ((fault = null), f())) };
}

test('sends several files one after the other', async () => {
  const server = fakeServer();
  const uploads = createUploads(server.transport, limits);
  uploads.add([fileOf('a.csv', 15), fileOf('b.csv', 5)]);
  await vi.waitFor(() => expect(uploads.items.map((i) => i.state)).toEqual(['complete', 'complete']));
  expect(server.sends).toEqual(['u1@0', 'u1@10', 'u2@0']);
});

test('refuses what is empty, too large, or there already', () => {
  const uploads = createUploads(fakeServer().transport, limits);
  uploads.add([fileOf('a.csv', 15)]);
  expect(uploads.add([fileOf('e.csv', 0), fileOf('big.csv', 1001), fileOf('a.csv', 15)]).map((r) => r.reason)).toEqual(['empty', 'too_large', 'known']);
});

test('goes on with an upload of an earlier visit when the same file is given again', async () => {
  const server = fakeServer();
  server.uploads.set('old', { id: 'old', name: 'a.csv', size: 25, offset: 20, complete: false, created: '', by: 'ann' });
  server.uploads.set('other', { id: 'other', name: 'a.csv', size: 25, offset: 5, complete: false, created: '', by: 'bob' });
  const uploads = createUploads(server.transport, limits);
  await uploads.refresh('ann');
  expect(uploads.items.map((i) => [i.id, i.state])).toEqual([['old', 'absent']]);
  uploads.add([fileOf('a.csv', 25)]);
  await vi.waitFor(() => expect(uploads.items[0]?.state).toBe('complete'));
  expect(server.sends).toEqual(['old@20']);
});

test('pauses, goes on where it stood, and cancels', async () => {
  const server = fakeServer();
  const uploads = createUploads(server.transport, limits);
  server.failOnce(() => uploads.pause(1));
  uploads.add([fileOf('a.csv', 25)]);
  await vi.waitFor(() => expect(uploads.items[0]?.state).toBe('paused'));
  uploads.resume(1);
  await vi.waitFor(() => expect(uploads.items[0]?.state).toBe('complete'));
  expect(server.sends).toEqual(['u1@0', 'u1@10', 'u1@20']);
  await uploads.cancel(1);
  expect(uploads.items).toEqual([]);
  expect(server.uploads.size).toBe(0);
});

test('says what the server refused, and begins anew where the server has thrown it away', async () => {
  const server = fakeServer();
  const uploads = createUploads(server.transport, limits);
  server.failOnce(() => {
    throw new ApiProblem({ type: 'about:blank', status: 404, code: 'not_found', title: 'gone' });
  });
  uploads.add([fileOf('a.csv', 5)]);
  await vi.waitFor(() => expect(uploads.items[0]).toMatchObject({ state: 'failed', problem: { title: 'gone' }, id: null, offset: 0 }));
  uploads.resume(1);
  await vi.waitFor(() => expect(uploads.items[0]?.state).toBe('complete'));
  expect(server.sends).toEqual(['u1@0', 'u2@0']);
});

test('forgets complete uploads that the server has used up', async () => {
  const server = fakeServer();
  const uploads = createUploads(server.transport, limits);
  uploads.add([fileOf('a.csv', 5)]);
  await vi.waitFor(() => expect(uploads.items[0]?.state).toBe('complete'));
  server.uploads.clear();
  await uploads.refresh('ann');
  expect(uploads.items).toEqual([]);
});
