import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { Intake } from './intake.js';
import { keepOnDisk } from './keep-on-disk.js';
import type { ReadFile, Storage, StoredFile } from './storage.js';
import { requireKey } from './storage-key.js';
import { storageUnavailable } from './storage-unavailable.js';
import { storedBytes } from './stored-bytes.js';

// No key begins with a dot.
const INCOMING = '.incoming';
const ABANDONED_MS = 24 * 3600 * 1000;

/** Files below one folder of this machine. A file is written beside, and renamed when all of it is on the disk. */
export class DiskStorage implements Storage {
  readonly #folder: string;
  #swept?: Promise<void>;

  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  async write(key: string, source: Readable, signal?: AbortSignal): Promise<StoredFile> {
    const path = this.#path(key);
    const draft = join(this.#folder, INCOMING, randomUUID());
    const intake = new Intake(source, signal);
    try {
      await this.#makeFolders(path);
      await keepOnDisk(intake.chunks(), draft);
      await rename(draft, path);
      await syncFolder(dirname(path));
      return { size: intake.size };
    } catch (error) {
      source.destroy();
      await rm(draft, { force: true }).catch(() => {});
      signal?.throwIfAborted();
      throw intake.failure ?? storageUnavailable(error);
    }
  }

  async read(key: string, from = 0): Promise<ReadFile | undefined> {
    const file = await this.#open(key);
    if (!file) return undefined;
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new Error('there is something else in the place of the file');
      const { size } = found;
      if (from < size)
        return { size, stream: storedBytes(file.createReadStream({ start: from }), size - from) };
      await file.close();
      return { size, stream: Readable.from([]) };
    } catch (error) {
      await file.close();
      throw storageUnavailable(error);
    }
  }

  async stat(key: string): Promise<StoredFile | undefined> {
    const path = this.#path(key);
    try {
      const found = await stat(path);
      return found.isFile() ? { size: found.size } : undefined;
    } catch (error) {
      return absentOrThrow(error);
    }
  }

  async delete(key: string): Promise<void> {
    await rm(this.#path(key), { force: true }).catch(absentOrThrow);
  }

  async check(): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      await access(this.#folder, constants.R_OK | constants.W_OK);
    } catch (error) {
      throw storageUnavailable(error);
    }
  }

  #path(key: string): string {
    return join(this.#folder, requireKey(key));
  }

  async #open(key: string): Promise<FileHandle | undefined> {
    return open(this.#path(key), 'r').catch(absentOrThrow);
  }

  async #makeFolders(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await mkdir(join(this.#folder, INCOMING), { recursive: true });
    this.#swept ??= this.#sweep().catch(() => {});
    await this.#swept;
  }

  // Drafts of processes that were killed.
  async #sweep(): Promise<void> {
    const folder = join(this.#folder, INCOMING);
    for (const name of await readdir(folder)) {
      const { mtimeMs } = await stat(join(folder, name));
      if (Date.now() - mtimeMs > ABANDONED_MS) await rm(join(folder, name), { force: true });
    }
  }
}

// Else a rename may be forgotten when the power fails.
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function absentOrThrow(error: unknown): undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw storageUnavailable(error);
}
