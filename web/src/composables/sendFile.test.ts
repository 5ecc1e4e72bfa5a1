import { expect, test } from 'vitest';

import { ApiProblem } from '@/api/client';
import type { Upload } from '@/api/types';

import { sendFile, waitSeconds } from './sendFile';
import type { UploadTransport } from './uploadTransport';

const kSize = 100;
const file = new Blob(['x'.repeat(kSize)]);
const failure = (status: number) => new ApiProblem({ type: 'about:blank', status, code: 'test', title: '' });

/** A server that keeps what arrives; `faults[n]` befalls the n-th call of send. */
function fakeServer(faults: Record<number, (offset: number, size: number) => void> = {}) {
  const state = { offset: 0, sends: [] as number[], down: 0 };
  const transport: UploadTransport = {
    list: async () => [],
    create: async () => ({}) as Upload,
    remove: async () => undefined,
    find: async (id) => {
      if (state.down-- > 0) throw failure(0);
      return { id, name: 'a.csv', size: kSize, offset: state.offset, complete: false, created: '', by: '' };
    },
    send: async (_id, offset, bytes) => {
      state.sends.push(offset);
      faults[state.sends.length]?.(offset, bytes.size);
      if (offset !== state.offset) return state.offset;
      return (state.offset += bytes.size);
    },
  };
  return { state, transport };
}

function run(server: ReturnType<typeof fakeServer>, from = 0, signal = new AbortController().signal) {
  const waits: number[] = [];
  const done = sendFile(file, 'id', from, {
    transport: server.transport, chunkBytes: 30, signal,
    onOffset: () => undefined, onWait: (seconds) => waits.push(seconds), wait: async () => undefined,
  });
  return { waits, done };
}

test('sends every chunk once', async () => {
  const server = fakeServer();
  await run(server).done;
  expect(server.state.sends).toEqual([0, 30, 60, 90]);
});

test('goes on after a break where the server stands, not where it was thought to stand', async () => {
  const server: ReturnType<typeof fakeServer> = fakeServer({
    2: () => {
      server.state.offset = 42; // part of the chunk arrived before the line broke
      throw failure(0);
    },
  });
  const { waits, done } = run(server);
  await done;
  expect(server.state.sends).toEqual([0, 30, 42, 72]);
  expect(waits).toEqual([1]);
});

test('waits longer while the server is away, and is patient anew after progress', async () => {
  const server: ReturnType<typeof fakeServer> = fakeServer({
    1: () => {
      server.state.down = 3;
      throw failure(503);
    },
    3: () => {
      throw failure(0);
    },
  });
  const { waits, done } = run(server);
  await done;
  expect(waits).toEqual([1, 2, 4, 8, 1]);
  expect(waitSeconds(20)).toBe(30);
});

test('takes the true offset from a conflict', async () => {
  const server = fakeServer();
  server.state.offset = 60;
  await run(server, 30).done;
  expect(server.state.sends).toEqual([30, 60, 90]);
});

test('gives up at once what the server refuses, and in the end what never works', async () => {
  const refused = fakeServer({
    1: () => {
      throw failure(413);
    },
  });
  await expect(run(refused).done).rejects.toMatchObject({ problem: { status: 413 } });
  const away = fakeServer({
    1: () => {
      away.state.down = 1000;
      throw failure(0);
    },
  });
  const { waits, done } = run(away);
  await expect(done).rejects.toMatchObject({ problem: { status: 0 } });
  expect(waits.length).toBe(13);
});

test('stops when paused', async () => {
  const controller = new AbortController();
  const server = fakeServer({ 2: () => controller.abort() });
  await expect(run(server, 0, controller.signal).done).rejects.toMatchObject({ name: 'AbortError' });
  expect(server.state.sends).toEqual([0, 30]);
});
