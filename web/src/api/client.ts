// The one way to the server: JSON in and out, the session's CSRF token, the language, and errors as ApiProblem.
import type { Problem } from './types';

export class ApiProblem extends Error {
  /** `retryAfter`: seconds to wait before asking again, where the server says so. */
  constructor(
    public readonly problem: Problem,
    public readonly retryAfter: number | null = null,
  ) {
    super(problem.title);
  }
}

type QueryValue = string | number | boolean | object | null | undefined;

let csrf = '';
let language = 'zh-Hant';
let onSignedOut: () => void = () => undefined;

export const setCsrf = (token: string | undefined): void => void (csrf = token ?? '');
export const setRequestLanguage = (tag: string): void => void (language = tag);
/** Called when the server says that nobody is signed in (any more). */
export const setOnSignedOut = (handler: () => void): void => void (onSignedOut = handler);
export const requestHeaders = (): Record<string, string> => ({ 'Accept-Language': language, ...(csrf ? { 'X-CSRF-Token': csrf } : {}) });

/** The address of an endpoint; objects among the query's values go as JSON, empty ones are left out. */
export function apiUrl(path: string, query: Record<string, QueryValue> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    parameters.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  const text = parameters.toString();
  return `/api/v1${path}${text ? `?${text}` : ''}`;
}

/** The problem of an answer that is not ok; one of our own if the server sent none (it is down, or something stands between). */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => null)) as Problem | null;
  const problem = body?.title ? body : { type: 'about:blank', status: response.status, code: 'no_answer', title: `HTTP ${response.status}` };
  if (problem.code === 'not_signed_in') onSignedOut();
  return new ApiProblem(problem, Number(response.headers.get('Retry-After')) || null);
}

async function request<T>(method: string, path: string, query?: Record<string, QueryValue>, body?: unknown, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(apiUrl(path, query), {
      method,
      signal,
      headers: { ...requestHeaders(), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem({ type: 'about:blank', status: 0, code: 'unreachable', title: '' }); // the pages have the words
  }
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const api = {
  get: <T>(path: string, query?: Record<string, QueryValue>, signal?: AbortSignal) => request<T>('GET', path, query, undefined, signal),
  post: <T>(path: string, body: unknown = {}, query?: Record<string, QueryValue>) => request<T>('POST', path, query, body),
  put: <T>(path: string, body: unknown) => request<T>('PUT', path, undefined, body),
  patch: <T>(path: string, body: unknown) => request<T>('PATCH', path, undefined, body),
  delete: <T>(path: string) => request<T>('DELETE', path),
};
