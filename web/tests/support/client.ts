// A caller of the API without a browser: keeps its cookie and CSRF token.
export interface Ask {
  body?: unknown; // sent as JSON
  bytes?: BodyInit; // sent as they are
  query?: Record<string, unknown>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export class Client {
  cookie = '';
  csrf = '';
  language = 'en';

  constructor(public readonly address: string) {}

  request(method: string, path: string, ask: Ask = {}): Promise<Response> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(ask.query ?? {})) query.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
    const hasBody = ask.body !== undefined;
    return fetch(`${this.address}${path.startsWith('/api') ? '' : '/api/v1'}${path}${query.size > 0 ? `?${query}` : ''}`, {
      method,
      signal: ask.signal,
      headers: {
        'Accept-Language': this.language,
        ...(this.cookie ? { Cookie: this.cookie } : {}),
        ...(this.csrf && method !== 'GET' ? { 'X-CSRF-Token': this.csrf } : {}),
        ...(hasBody ? { 'Content-Type': 'application/json' } : {}),
        ...ask.headers,
      },
      body: hasBody ? JSON.stringify(ask.body) : ask.bytes,
    });
  }

  /** The answer's object; throws if the answer is an error. */
  async json<T>(method: string, path: string, ask: Ask = {}): Promise<T> {
    const response = await this.request(method, path, ask);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async signIn(with_: { name: string; password: string } | { token: string }): Promise<void> {
    const response = await this.request('POST', '/session', { body: with_ });
    if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
    this.cookie = response.headers.get('set-cookie')!.split(';')[0]!;
    this.csrf = ((await response.json()) as { csrf: string }).csrf;
  }

  /** A file of the workspace-to-be, whole. */
  async upload(name: string, bytes: Uint8Array | string): Promise<string> {
    const content = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
    const { id } = await this.json<{ id: string }>('POST', '/uploads', { body: { name, size: content.length } });
    await this.json('PATCH', `/uploads/${id}`, { bytes: content as unknown as BodyInit, headers: { 'Content-Type': 'application/octet-stream', 'Upload-Offset': '0' } });
    return id;
  }

  /** Starts a job and waits for its end. */
  async job(request: object): Promise<{ id: number; state: string; run: number | null; problem: unknown }> {
    let job = await this.json<{ id: number; state: string; run: number | null; problem: unknown }>('POST', '/jobs', { body: request });
    while (['queued', 'running'].includes(job.state)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      job = await this.json('GET', `/jobs/${job.id}`);
    }
    return job;
  }
}
