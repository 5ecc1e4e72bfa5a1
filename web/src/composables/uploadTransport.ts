// How bytes of an upload reach the server. XMLHttpRequest, as fetch does not tell how much of a body has left.
import { api, ApiProblem, apiUrl, requestHeaders } from '@/api/client';
import type { Problem, Upload, Uploads } from '@/api/types';

export interface UploadTransport {
  list(): Promise<Upload[]>;
  create(name: string, size: number): Promise<Upload>;
  find(id: string): Promise<Upload>;
  remove(id: string): Promise<void>;
  /** Sends bytes that begin at `offset`; resolves to where the file on the server ends now, also where that is elsewhere than thought. */
  send(id: string, offset: number, bytes: Blob, signal: AbortSignal, onSent: (bytes: number) => void): Promise<number>;
}

/** No byte has moved for so long: the line is dead, though nobody said so. */
const kSilenceMs = 60_000;

const problem = (status: number, code: string, title = ''): Problem => ({ type: 'about:blank', status, code, title });

function problemOfText(status: number, text: string): Problem {
  try {
    const body = JSON.parse(text) as Problem;
    if (body.title) return body;
  } catch {
    // No problem body: something between here and the server has answered.
  }
  return problem(status, 'no_answer', `HTTP ${status}`);
}

function send(id: string, offset: number, bytes: Blob, signal: AbortSignal, onSent: (bytes: number) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const request = new XMLHttpRequest();
    let silence: ReturnType<typeof setTimeout> | undefined;
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), kSilenceMs);
    };
    const stop = () => request.abort();
    const lost = () => reject(signal.aborted ? signal.reason : new ApiProblem(problem(0, 'unreachable')));
    signal.addEventListener('abort', stop);
    request.upload.onprogress = (event) => {
      listen();
      onSent(event.loaded);
    };
    request.onerror = request.onabort = lost;
    request.onloadend = () => {
      clearTimeout(silence);
      signal.removeEventListener('abort', stop);
    };
    request.onload = () => {
      const end = request.getResponseHeader('Upload-Offset');
      if (request.status < 300) resolve(end === null ? offset + bytes.size : Number(end));
      else if (request.status === 409 && end !== null) resolve(Number(end));
      else reject(new ApiProblem(problemOfText(request.status, request.responseText), Number(request.getResponseHeader('Retry-After')) || null));
    };
    request.open('PATCH', apiUrl(`/uploads/${encodeURIComponent(id)}`));
    for (const [name, value] of Object.entries(requestHeaders())) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('Upload-Offset', String(offset));
    listen();
    request.send(bytes);
  });
}

export const httpTransport: UploadTransport = {
  list: async () => (await api.get<Uploads>('/uploads')).uploads,
  create: (name, size) => api.post<Upload>('/uploads', { name, size }),
  find: (id) => api.get<Upload>(`/uploads/${encodeURIComponent(id)}`),
  remove: (id) => api.delete<void>(`/uploads/${encodeURIComponent(id)}`),
  send,
};
