import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Finding } from './finding.ts';

const DAY_MS = 86_400_000;
// Who has looked at a finding should look again before what depends on the package is another program.
const LONGEST_DAYS = 180;

const allowedEntry = z.strictObject({
  advisory: z.string().min(1),
  package: z.string().min(1),
  /** Why it does no harm here. */
  reason: z.string().min(20),
  /** The last day, in UTC, on which it is allowed. */
  until: z.iso.date(),
});

type Allowed = z.infer<typeof allowedEntry>;

/** What is allowed today, and what is wrong with the list. */
export function readAllowed(file: string): { allowed: Allowed[]; faults: string[] } {
  const entries = parse(readFileSync(file, 'utf8'));
  if (typeof entries === 'string') return { allowed: [], faults: [entries] };
  const faults = entries.flatMap(faultsOf);
  return { allowed: entries.filter((entry) => faultsOf(entry).length === 0), faults };
}

/** Sorts findings into open and allowed ones, and says which entries allow nothing any more. */
export function judge(
  findings: Finding[],
  allowed: Allowed[],
): { open: Finding[]; tolerated: Finding[]; unused: string[] } {
  const covers = (entry: Allowed, finding: Finding) =>
    entry.advisory === finding.advisory && entry.package === finding.package;
  const isAllowed = (finding: Finding) => allowed.some((entry) => covers(entry, finding));
  return {
    open: findings.filter((finding) => !isAllowed(finding)),
    tolerated: findings.filter(isAllowed),
    unused: allowed
      .filter((entry) => !findings.some((finding) => covers(entry, finding)))
      .map((entry) => `${nameOf(entry)} is not found any more; take the entry out`),
  };
}

function parse(text: string): Allowed[] | string {
  try {
    const { data, error } = z.array(allowedEntry).safeParse(JSON.parse(text));
    return data ?? `it is not a list of entries:\n${z.prettifyError(error)}`;
  } catch {
    return 'it is not JSON';
  }
}

function faultsOf(entry: Allowed): string[] {
  const daysLeft = (Date.parse(entry.until) + DAY_MS - Date.now()) / DAY_MS;
  if (daysLeft <= 0) return [`${nameOf(entry)} was allowed until ${entry.until}, which is over`];
  if (daysLeft <= LONGEST_DAYS + 1) return [];
  return [`${nameOf(entry)} is allowed until ${entry.until}, but ${LONGEST_DAYS} days is the longest`];
}

function nameOf(entry: Allowed): string {
  return `${entry.advisory} in ${entry.package}`;
}
