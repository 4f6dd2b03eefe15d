import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './command.ts';

export interface Row {
  id: string;
  asked: string;
  here: string;
  /** The document, with an optional heading, that shows this row in place of a test. */
  doc?: string;
}

export interface Theme {
  id: string;
  title: string;
  rows: Row[];
}

export function readThemes(): Theme[] {
  return JSON.parse(readFileSync(join(root, 'docs/roadmap.rows.json'), 'utf8')) as Theme[];
}
