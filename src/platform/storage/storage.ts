import type { Readable } from 'node:stream';

/** Injection token of the one storage that the configuration names. */
export const STORAGE = Symbol('STORAGE');

export interface StoredFile {
  /** In bytes. */
  size: number;
}

export interface ReadFile extends StoredFile {
  /**
   * The bytes that were asked for; whoever takes it reads it to its end, or destroys it. Fails with `storage_unavailable`
   * where they cannot all be read.
   */
  stream: Readable;
}

/**
 * Where files are kept: a folder, or a bucket of a service that speaks S3. Keys are like `avatars/7f/one.webp`, see
 * storage-key.ts. Files are streamed, so memory does not grow with their size. Whatever cannot be reached throws AppError
 * `storage_unavailable`.
 */
export interface Storage {
  /**
   * Keeps all that `source` gives, in place of what the key named before, and says how much it was. Readers see the old
   * file or the whole new one; when the source fails or `signal` aborts, this throws what they say and nothing is kept.
   * The memory of its chunks may be taken with them: whoever gave them may find them empty afterwards.
   */
  write(key: string, source: Readable, signal?: AbortSignal): Promise<StoredFile>;

  /** Undefined when there is no such file. `from` skips bytes at its beginning; `size` is that of all of it. */
  read(key: string, from?: number): Promise<ReadFile | undefined>;

  /** Undefined when there is no such file. */
  stat(key: string): Promise<StoredFile | undefined>;

  /** Deletes a file, or does nothing where there is none. */
  delete(key: string): Promise<void>;

  /** Throws unless files can be kept at the moment. */
  check(): Promise<void>;
}
