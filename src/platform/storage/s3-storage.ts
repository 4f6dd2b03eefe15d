import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Config } from '../../config/config.js';
import { Intake } from './intake.js';
import type { ReadFile, Storage, StoredFile } from './storage.js';
import { requireKey } from './storage-key.js';
import { storageUnavailable } from './storage-unavailable.js';
import { storedBytes } from './stored-bytes.js';

type Options = Extract<Config['storage'], { kind: 's3' }>;

/** Of a part that is sent at a time; the service takes 10 000 of them at the most, so 80 GB a file. */
const PART_BYTES = 8 * 2 ** 20;
const PARTS_IN_FLIGHT = 2;

/** Files in a bucket of a service that speaks S3. */
export class S3Storage implements Storage {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(options: Options) {
    this.#client = new S3Client(clientOptions(options));
    this.#bucket = options.bucket;
  }

  async write(key: string, source: Readable, signal?: AbortSignal): Promise<StoredFile> {
    const object = this.#object(key);
    const intake = new Intake(source, signal);
    try {
      const params = { ...object, Body: Readable.from(intake.chunks(), { objectMode: false }) };
      const parts = { partSize: PART_BYTES, queueSize: PARTS_IN_FLIGHT };
      await new Upload({ client: this.#client, params, ...parts }).done();
      return { size: intake.size };
    } catch (error) {
      source.destroy();
      signal?.throwIfAborted();
      throw intake.failure ?? storageUnavailable(error);
    }
  }

  async read(key: string, from = 0): Promise<ReadFile | undefined> {
    const object = { ...this.#object(key), ...(from > 0 && { Range: `bytes=${from}-` }) };
    try {
      const found = await this.#client.send(new GetObjectCommand(object));
      const size = Number(found.ContentRange?.split('/')[1] ?? found.ContentLength);
      return { size, stream: storedBytes(found.Body as Readable, size - from) };
    } catch (error) {
      if (statusOf(error) !== 416) return absentOrThrow(error);
      const found = await this.stat(key);
      return found && { ...found, stream: Readable.from([]) };
    }
  }

  async stat(key: string): Promise<StoredFile | undefined> {
    const object = this.#object(key);
    try {
      const { ContentLength = 0 } = await this.#client.send(new HeadObjectCommand(object));
      return { size: ContentLength };
    } catch (error) {
      return absentOrThrow(error);
    }
  }

  async delete(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.#object(key))).catch(absentOrThrow);
  }

  async check(): Promise<void> {
    await this.#client.send(new HeadBucketCommand({ Bucket: this.#bucket })).catch((error: unknown) => {
      throw storageUnavailable(error);
    });
  }

  #object(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: requireKey(key) };
  }
}

function clientOptions({
  endpoint,
  region,
  accessKeyId,
  secretAccessKey,
  pathStyle,
}: Options): S3ClientConfig {
  return {
    region,
    forcePathStyle: pathStyle,
    // Services other than that of AWS do not all know the newer checksums, nor send them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 2_000, socketTimeout: 10_000 },
    ...(endpoint !== undefined && { endpoint }),
    // Without a key the SDK looks for one where the machine has its own, such as the role of a container.
    ...(accessKeyId !== undefined && {
      credentials: { accessKeyId, secretAccessKey: secretAccessKey ?? '' },
    }),
  };
}

function absentOrThrow(error: unknown): undefined {
  if (statusOf(error) === 404 && (error as Error).name !== 'NoSuchBucket') return undefined;
  throw storageUnavailable(error);
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
