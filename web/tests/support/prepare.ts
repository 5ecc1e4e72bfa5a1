// Made once before all tests: simulated events with workspaces that are empty, trained, and predicted; and a workspace of the wealth pack, planned.
import { cpSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { prepared, program, run } from './program';

export default function prepare(): void {
  const done = join(prepared, 'wealth', 'workspace.json');
  if (existsSync(done) && statSync(done).mtimeMs > statSync(program).mtimeMs) return;
  rmSync(prepared, { recursive: true, force: true });
  mkdirSync(prepared, { recursive: true });
  const at = (name: string) => join(prepared, name);
  run('simulate', '--pack', 'insurance', '--customers', '1500', '--seed', '3', '--out', at('first'));
  run('simulate', '--pack', 'insurance', '--customers', '400', '--seed', '4', '--out', at('second'));
  run('init', at('empty'), '--pack', 'insurance');
  cpSync(at('empty'), at('trained'), { recursive: true });
  run('-w', at('trained'), 'ingest', join(at('first'), 'events.csv'));
  run('-w', at('trained'), 'train', '--epochs', '2');
  cpSync(at('trained'), at('predicted'), { recursive: true });
  run('-w', at('predicted'), 'predict', '--out', at('result.csv'));
  run('simulate', '--pack', 'wealth', '--customers', '1200', '--seed', '3', '--out', at('bank'));
  run('init', at('wealth'), '--pack', 'wealth');
  run('-w', at('wealth'), 'ingest', join(at('bank'), 'user_base.csv'), join(at('bank'), 'user_behavior_assets.csv'));
  run('-w', at('wealth'), 'train');
  run('-w', at('wealth'), 'predict', '--out', at('bank'));
  run('-w', at('wealth'), 'segment', '--out', at('bank'));
  run('-w', at('wealth'), 'act');
}
