import { relative } from 'node:path';
import { sectionText } from './markdown.ts';
import type { Row, Theme } from './roadmap-rows.ts';

/** The part of Jest's --json results that is read here. */
export interface JestResults {
  testResults: { name: string; assertionResults: { fullName: string; status: string }[] }[];
}

export interface Proof {
  /** The title of the test, or of the document. */
  title: string;
  file: string;
}

const tag = /\[([WR]\d[^\]]*)\]/g;

/** Row IDs to what shows them: the passing tests whose titles carry the ID. Throws on a tag that is no row. */
export function proofsByTest(results: JestResults, themes: Theme[], root: string): Map<string, Proof[]> {
  const proofs = new Map(themes.flatMap((theme) => theme.rows.map((row) => [row.id, [] as Proof[]])));
  for (const { name, assertionResults } of results.testResults) {
    const file = relative(root, name).replaceAll('\\', '/');
    for (const { fullName, status } of assertionResults) {
      for (const id of tagsOf(fullName)) {
        const shown = proofs.get(id);
        if (!shown) throw new Error(`${file}: no roadmap row ${id} in "${fullName}"`);
        if (status === 'passed') shown.push({ title: withoutTags(fullName), file });
      }
    }
  }
  for (const shown of proofs.values()) shown.sort(byFileThenTitle);
  return proofs;
}

/** `[W1.S1]`, and several in one bracket: `[W1.S1, W1.S2]`. */
function tagsOf(title: string): Set<string> {
  const ids = [...title.matchAll(tag)].flatMap((match) => (match[1] ?? '').split(/[\s,]+/));
  return new Set(ids.filter(Boolean));
}

function withoutTags(title: string): string {
  return title.replace(tag, '').replace(/\s+/g, ' ').trim();
}

function byFileThenTitle(a: Proof, b: Proof): number {
  const [left, right] = [`${a.file}\0${a.title}`, `${b.file}\0${b.title}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A documented row is shown by a page, and heading where one is named, that has something to say. */
export function proofByDocument(row: Row, read: (path: string) => string | undefined): Proof[] {
  if (!row.doc) return [];
  const [path = '', heading] = row.doc.split('#');
  const page = read(path);
  if (!page?.trim()) return [];
  if (heading && !sectionText(page, heading)) return [];
  return [{ title: row.doc, file: path }];
}
