import { z } from 'zod';
import { defineCache } from '../define-cache.js';
import { wantedOf } from './loaded.js';
import { keptForMs, newEntry } from './new-entry.js';

const kind = defineCache({
  name: 'new-entry-test',
  version: 1,
  schema: z.string().nullable(),
  ttlMs: 600_000,
  staleForMs: 600_000,
  negativeTtlMs: 60_000,
});

const entryOf = (value: string | null | undefined, definition = kind) =>
  newEntry(wantedOf(definition, { id: 1, tags: [] }), { value, storedAt: Date.now(), loadMs: 1 }, 0);

const freshMs = (entry: ReturnType<typeof entryOf>) => entry.freshUntil - entry.storedAt;

describe('an entry', () => {
  it('of a value is fresh for its time, and kept while it may be given out stale', () => {
    const entry = entryOf('there');
    expect(freshMs(entry)).toBe(600_000);
    expect(keptForMs(kind, entry)).toBeGreaterThan(600_000);
  });

  it.each([null, undefined])('that there is none (%s) has a time of its own, and is never stale', (none) => {
    const entry = entryOf(none);
    expect(freshMs(entry)).toBe(60_000);
    expect(keptForMs(kind, entry)).toBeLessThanOrEqual(60_000);
    const forgetful = { ...kind, negativeTtlMs: undefined };
    expect(keptForMs(forgetful, entryOf(none, forgetful))).toBe(0);
  });
});
