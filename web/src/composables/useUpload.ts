// The files on their way to the server: one after the other, going on while another page is shown, and after a reload once the
// same file (name and size) is given again.
import { reactive } from 'vue';

import { ApiProblem } from '@/api/client';
import type { Problem, Upload } from '@/api/types';

import { RateMeter } from './rateMeter';
import { sendFile, type SendOptions } from './sendFile';
import { httpTransport, type UploadTransport } from './uploadTransport';

// absent: begun on an earlier visit, the file is needed again
export type UploadState = 'waiting' | 'sending' | 'retrying' | 'paused' | 'absent' | 'complete' | 'failed';

export interface UploadItem {
  key: number;
  id: string | null; // of the server; null before it knows of it
  name: string;
  size: number;
  offset: number;
  state: UploadState;
  rate: number | null; // bytes a second
  remaining: number | null; // seconds
  retryIn: number | null; // seconds the next try waits
  problem: Problem | null;
}

export type Refusal = { name: string; reason: 'empty' | 'too_large' | 'known' };

interface Limits {
  upload_bytes: number;
  chunk_bytes: number;
}

export function createUploads(transport: UploadTransport, limits: Limits, wait?: SendOptions['wait']) {
  const items = reactive<UploadItem[]>([]);
  const files = new Map<number, File>();
  const controllers = new Map<number, AbortController>();
  let nextKey = 1;

  const itemOf = (of: Pick<UploadItem, 'id' | 'name' | 'size' | 'offset' | 'state'>): UploadItem =>
    ({ key: nextKey++, rate: null, remaining: null, retryIn: null, problem: null, ...of });

  /** Takes over what the server has, and forgets what it has no more. */
  function take(uploads: Upload[]): void {
    for (let i = items.length - 1; i >= 0; --i) {
      const item = items[i];
      if (item && ['complete', 'absent'].includes(item.state) && !uploads.some((u) => u.id === item.id)) forget(item.key);
    }
    for (const upload of uploads) {
      const known = (item: UploadItem) => item.id === upload.id || (item.id === null && item.name === upload.name && item.size === upload.size);
      if (items.some(known)) continue;
      items.push(itemOf({ id: upload.id, name: upload.name, size: upload.size, offset: upload.offset, state: upload.complete ? 'complete' : 'absent' }));
    }
  }

  /** Asks the server for uploads of earlier visits; those of `account` only. */
  async function refresh(account: string): Promise<void> {
    take((await transport.list()).filter((upload) => upload.by === account));
  }

  function add(given: File[]): Refusal[] {
    const refused: Refusal[] = [];
    for (const file of given) {
      const same = items.find((item) => item.name === file.name && item.size === file.size);
      if (file.size === 0) refused.push({ name: file.name, reason: 'empty' });
      else if (file.size > limits.upload_bytes) refused.push({ name: file.name, reason: 'too_large' });
      else if (same && ['absent', 'failed', 'paused'].includes(same.state)) {
        files.set(same.key, file);
        Object.assign(same, { state: 'waiting', problem: null });
      } else if (same) refused.push({ name: file.name, reason: 'known' });
      else {
        const item = itemOf({ id: null, name: file.name, size: file.size, offset: 0, state: 'waiting' });
        files.set(item.key, file);
        items.push(item);
      }
    }
    pump();
    return refused;
  }

  /** Starts the next waiting file if none is under way. */
  function pump(): void {
    if (controllers.size > 0) return;
    const next = items.find((item) => item.state === 'waiting');
    if (next) void send(next);
  }

  async function send(item: UploadItem): Promise<void> {
    const file = files.get(item.key);
    if (!file) return;
    const controller = new AbortController();
    controllers.set(item.key, controller);
    const meter = new RateMeter();
    const onOffset = (offset: number) => {
      meter.add(offset);
      Object.assign(item, { offset, state: 'sending', retryIn: null, rate: meter.rate(), remaining: meter.remainingSeconds(item.size) });
    };
    try {
      item.state = 'sending';
      const known = item.id === null ? await transport.create(item.name, item.size) : await transport.find(item.id);
      item.id = known.id;
      if (!items.some((i) => i.key === item.key)) await transport.remove(known.id); // cancelled while it was being made
      controller.signal.throwIfAborted();
      onOffset(known.offset);
      await sendFile(file, known.id, known.offset, {
        transport, chunkBytes: limits.chunk_bytes, signal: controller.signal, onOffset, wait,
        onWait: (seconds) => Object.assign(item, { state: 'retrying', retryIn: seconds, rate: null, remaining: null }),
      });
      item.state = 'complete';
      files.delete(item.key);
    } catch (error) {
      item.state = controller.signal.aborted ? 'paused' : 'failed';
      if (item.state === 'failed') item.problem = error instanceof ApiProblem ? error.problem : { type: 'about:blank', status: 0, code: 'unexpected', title: String(error) };
      if (item.problem?.status === 404) Object.assign(item, { id: null, offset: 0 }); // the server has thrown it away: from the start, then
    } finally {
      Object.assign(item, { rate: null, remaining: null, retryIn: null });
      controllers.delete(item.key);
      pump();
    }
  }

  function pause(key: number): void {
    const item = items.find((i) => i.key === key);
    if (item?.state === 'waiting') item.state = 'paused';
    controllers.get(key)?.abort();
  }

  function resume(key: number): void {
    const item = items.find((i) => i.key === key);
    if (!item || !files.has(key)) return;
    Object.assign(item, { state: 'waiting', problem: null });
    pump();
  }

  function forget(key: number): void {
    controllers.get(key)?.abort();
    files.delete(key);
    const at = items.findIndex((item) => item.key === key);
    if (at >= 0) items.splice(at, 1);
  }

  /** Stops it and throws away what the server has of it. */
  async function cancel(key: number): Promise<void> {
    const id = items.find((item) => item.key === key)?.id;
    forget(key);
    if (id) await transport.remove(id).catch((error: unknown) => {
      if (!(error instanceof ApiProblem && error.problem.status === 404)) throw error;
    });
  }

  const clear = (): void => [...items].forEach((item) => forget(item.key));

  return { items, limits, refresh, add, pause, resume, cancel, clear };
}

const shared = createUploads(httpTransport, { upload_bytes: Infinity, chunk_bytes: 8_000_000 });

/** The uploads of this visit; `limits` are to be set from the server's summary. */
export const useUpload = () => shared;
