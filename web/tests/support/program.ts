// The program under test: commands, and servers that end with the test.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const root = new URL('../../..', import.meta.url).pathname;
export const program = join(root, 'build', 'auspex');
/** Where prepare.ts puts what all tests start from. */
export const prepared = join(root, 'build', 'browser');

export const run = (...words: string[]): string => execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

export type Prepared = 'empty' | 'trained' | 'predicted' | 'wealth';

/** A fresh copy of a prepared workspace in a folder that the caller removes. */
export function copyWorkspace(kind: Prepared): string {
  const folder = mkdtempSync(join(tmpdir(), 'auspex-browser-'));
  cpSync(join(prepared, kind), join(folder, 'workspace'), { recursive: true });
  return folder;
}

export interface Server {
  address: string; // "http://127.0.0.1:PORT"
  token: string; // one-time token of a start without accounts; else empty
  pid: number;
  /** Resident memory now, in MiB. */
  memory(): number;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number>;
  /** SIGKILL, as a crash. */
  kill(): Promise<void>;
}

/** `words`: further options; without a --port among them, any free one. */
export async function startServer(workspace: string, ...words: string[]): Promise<Server> {
  const port = words.includes('--port') ? [] : ['--port', '0'];
  const child: ChildProcess = spawn(program, ['-w', workspace, 'serve', '--json', ...port, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', resolve);
    void ended.then((code) => reject(new Error(`auspex serve ended with ${code}`)));
  });
  const { address, token } = JSON.parse(line) as { address: string; token?: string };
  return {
    address,
    token: token ?? '',
    pid: child.pid!,
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024,
    stop: () => (child.kill('SIGTERM'), ended),
    kill: async () => (child.kill('SIGKILL'), void (await ended)),
  };
}

export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });
