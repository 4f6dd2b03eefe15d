import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';

export interface ImportSource {
  /** What it is called; null for standard input. */
  name: string | null;
  stream: Readable;
}

/** The file of a path, or standard input for `-`. Throws what a person can do something about. */
export async function openSource(path: string): Promise<ImportSource> {
  if (path === '-') {
    if (process.stdin.isTTY) throw new Error('standard input is the terminal: name a file, or pipe one in');
    return { name: null, stream: process.stdin };
  }
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === 'ENOENT' ? `there is no file ${path}` : `${path}: ${error.message}`);
  });
  if (found.isDirectory()) throw new Error(`${path} is a folder`);
  return { name: basename(path), stream: createReadStream(path, { highWaterMark: 256 * 1024 }) };
}
