import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';

export interface ImportSource {
  /** What it is called; null for standard input. */
  name: string | null;
  stream: Readable & { bytesRead: number };
  /** Of all of it, where that is known. */
  bytes?: number;
}

/** The file of a path, or standard input for `-`. Throws what a person can do something about. */
export async function openSource(path: string): Promise<ImportSource> {
  if (path === '-') {
    if (process.stdin.isTTY) throw new Error('standard input is the terminal: name a file, or pipe one in');
    return { name: null, stream: process.stdin };
  }
  // Opened here, so that it is known now whether it can be read.
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === 'ENOENT' ? `there is no file ${path}` : `${path}: ${error.message}`);
  });
  const found = await file.stat();
  if (found.isDirectory()) {
    await file.close();
    throw new Error(`${path} is a folder`);
  }
  const stream = file.createReadStream({ highWaterMark: 256 * 1024 });
  return { name: basename(path), stream, ...(found.isFile() && { bytes: found.size }) };
}

/** Whether both are there and one file, whatever it is called. */
export async function isSameFile(path: string, other: string): Promise<boolean> {
  const [one, two] = await Promise.all([path, other].map((each) => stat(each).catch(() => undefined)));
  return one !== undefined && two !== undefined && one.ino === two.ino && one.dev === two.dev;
}
