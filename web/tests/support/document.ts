// The API's own description, which real answers are held against.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import type { Ask, Client } from './client';
import { expect } from './test';

interface Operation { responses: Record<string, { content?: Record<string, { schema?: object }> }>; requestBody?: { content: Record<string, { schema?: object }> } }
interface Description { paths: Record<string, Record<string, Operation>>; components: object }

/** Pointer to a schema inside the document. */
const pointer = (...steps: string[]): string => `auspex#/${steps.map((s) => encodeURIComponent(s.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

export class ApiDocument {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly called = new Set<string>();

  private constructor(private readonly description: Description) {
    (addFormats as unknown as (instance: Ajv2020) => void)(this.ajv);
    this.ajv.addSchema({ $id: 'auspex', ...description });
  }

  /** As the server gives it out. */
  static async of(client: Client): Promise<ApiDocument> {
    return new ApiDocument(await client.json<Description>('GET', '/openapi.json'));
  }

  private hold(ref: string, value: unknown, what: string): void {
    let validate = this.validators.get(ref);
    if (!validate) this.validators.set(ref, (validate = this.ajv.compile({ $ref: ref })));
    if (!validate(value)) throw new Error(`${what}: ${this.ajv.errorsText(validate.errors).slice(0, 600)}\n${JSON.stringify(value)?.slice(0, 600)}`);
  }

  /** Holds a value against one of the document's schemas. */
  expectValid(schema: string, value: unknown, what: string): void {
    this.hold(pointer('components', 'schemas', schema), value, what);
  }

  /** Asks, and holds the answer against what the document says of this path, method and status. */
  async call<T>(client: Client, method: string, template: string, parameters: Record<string, string | number> = {}, ask: Ask = {}): Promise<T> {
    const operation = this.description.paths[template]?.[method.toLowerCase()];
    if (!operation) throw new Error(`the document has no ${method} ${template}`);
    const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parameters[name])));
    if (ask.body !== undefined) this.hold(pointer('paths', template, method.toLowerCase(), 'requestBody', 'content', 'application/json', 'schema'), ask.body, `request of ${method} ${template}`);
    const response = await client.request(method, path, ask);
    const what = `${method} ${path} answered ${response.status}`;
    const type = (response.headers.get('content-type') ?? '').split(';')[0]!;
    const text = await response.text();
    const known = operation.responses[String(response.status)];
    if (!known) throw new Error(`${what}, which the document does not know: ${text.slice(0, 300)}`);
    this.called.add(`${method} ${template}`);
    if (!known.content) {
      expect(text, what).toBe('');
      return undefined as T;
    }
    expect(Object.keys(known.content), what).toContain(type);
    if (type !== 'application/json') return text as T;
    if (known.content[type]!.schema) {
      this.hold(pointer('paths', template, method.toLowerCase(), 'responses', String(response.status), 'content', type, 'schema'), JSON.parse(text), what);
    }
    return JSON.parse(text) as T;
  }

  /** What it describes and nobody has called. */
  uncalled(): string[] {
    const all = Object.entries(this.description.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    return all.filter((one) => !this.called.has(one));
  }
}
