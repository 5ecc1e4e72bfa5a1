// A workspace with a server and accounts: what most tests begin with.
import { join } from 'node:path';

import type { BrowserContext } from '@playwright/test';

import { Client } from './client';
import { copyWorkspace, remove, startServer, type Prepared, type Server } from './program';

export const passwords = { admin: 'crane over water', ana: 'heron at the shore', vic: 'swallow in spring' };
export type Person = keyof typeof passwords;

export interface Office {
  workspace: string;
  server: Server;
  /** Somebody who has signed in by password: admin, ana (analyst) or vic (viewer). */
  client(person: Person): Promise<Client>;
  /** Starts the server anew on the same port, after kill or stop. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openOffice(kind: Prepared, ...words: string[]): Promise<Office> {
  const folder = copyWorkspace(kind);
  const workspace = join(folder, 'workspace');
  const server = await startServer(workspace, ...words);
  const admin = new Client(server.address);
  await admin.signIn({ token: server.token });
  await admin.json('PUT', '/session/password', { body: { password: passwords.admin } });
  await admin.json('POST', '/accounts', { body: { name: 'ana', role: 'analyst', password: passwords.ana } });
  await admin.json('POST', '/accounts', { body: { name: 'vic', role: 'viewer', password: passwords.vic } });
  const known = new Map<Person, Client>([['admin', admin]]);
  const office: Office = {
    workspace,
    server,
    async client(person) {
      const client = known.get(person) ?? new Client(office.server.address);
      if (!client.cookie) await client.signIn({ name: person, password: passwords[person] });
      known.set(person, client);
      return client;
    },
    async restart() {
      office.server = await startServer(workspace, '--port', new URL(server.address).port, ...words);
      known.clear();
    },
    async close() {
      await office.server.stop();
      remove(folder);
    },
  };
  return office;
}

/** Gives the browser the session of somebody who has signed in. */
export async function bringIn(context: BrowserContext, office: Office, person: Person): Promise<void> {
  const [, name, value] = /^([^=]+)=(.*)$/.exec((await office.client(person)).cookie) as unknown as [string, string, string];
  await context.addCookies([{ name, value, url: office.server.address, httpOnly: true, sameSite: 'Strict' }]);
}
