import { expect, test } from 'vitest';

import { ingestRequests } from './usePreviews';

test('files with the same mapping are loaded together', () => {
  const files: { id: string; mapping: Record<string, string> }[] = [
    { id: 'a', mapping: {} },
    { id: 'b', mapping: { time: 'when', name: 'who' } },
    { id: 'c', mapping: {} },
    { id: 'd', mapping: { name: 'who', time: 'when' } },
  ];
  expect(ingestRequests(files, true)).toEqual([
    { kind: 'ingest', uploads: ['a', 'c'], pseudonymise: true },
    { kind: 'ingest', uploads: ['b', 'd'], mapping: { time: 'when', name: 'who' }, pseudonymise: true },
  ]);
  expect(ingestRequests([], false)).toEqual([]);
});
