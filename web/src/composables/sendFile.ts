// Sends a file chunk by chunk from where the server has it, through breaks of the line.
import { ApiProblem } from '@/api/client';

import type { UploadTransport } from './uploadTransport';

export interface SendOptions {
  transport: UploadTransport;
  chunkBytes: number;
  signal: AbortSignal;
  onOffset: (offset: number) => void; // bytes that have left
  onWait: (seconds: number) => void; // the line broke; it is tried again after so long
  wait?: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/** Tries in a row without a byte gained before it is given up: about five minutes. */
const kMostTries = 14;
const kLongestWait = 30;

export const waitFor = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, seconds * 1000);
    signal.addEventListener('abort', stop, { once: true });
  });

/** Whether it may go better the next time: the server is not there, is busy, or failed. */
export const mayPass = (error: unknown): boolean =>
  error instanceof ApiProblem && [0, 408, 409, 429, 500, 502, 503, 504].includes(error.problem.status);

export const waitSeconds = (failures: number): number => Math.min(kLongestWait, 2 ** (failures - 1));

/** Resolves when the server has the whole file; rejects when paused (the signal's reason) or refused. */
export async function sendFile(file: Blob, id: string, from: number, options: SendOptions): Promise<void> {
  const { transport, signal, onOffset, onWait, wait = waitFor } = options;
  let offset = from;
  let failures = 0;

  async function recover(error: unknown): Promise<void> {
    if (signal.aborted || !mayPass(error) || ++failures >= kMostTries) throw error;
    const seconds = Math.max(waitSeconds(failures), (error as ApiProblem).retryAfter ?? 0);
    onWait(seconds);
    await wait(seconds, signal);
    try {
      const known = (await transport.find(id)).offset;
      if (known > offset) failures = 0;
      offset = known;
    } catch (still) {
      await recover(still);
    }
    onOffset(offset);
  }

  while (offset < file.size) {
    signal.throwIfAborted();
    try {
      const begin = offset;
      const chunk = file.slice(begin, Math.min(begin + options.chunkBytes, file.size));
      const end = await transport.send(id, begin, chunk, signal, (sent) => onOffset(begin + Math.min(sent, chunk.size)));
      if (end === begin) throw new ApiProblem({ type: 'about:blank', status: 409, code: 'conflict', title: '' });
      if (end > begin) failures = 0;
      else if (++failures >= kMostTries) throw new Error('the file on the server grows shorter');
      offset = end;
      onOffset(offset);
    } catch (error) {
      await recover(error);
    }
  }
}
