import { z } from 'zod';

/** The variables of file storage; part of the schema in environment.ts. */
export const storageVariables = {
  STORAGE: z
    .enum(['disk', 's3'])
    .default('disk')
    .describe(
      'Where files are kept: disk, a folder that all processes share, or s3, a service that speaks S3',
    ),
  STORAGE_DIR: z.string().min(1).default('.local/storage').describe('The folder, with STORAGE=disk'),
  STORAGE_S3_BUCKET: z.string().min(1).optional().describe('The bucket, with STORAGE=s3'),
  STORAGE_S3_REGION: z.string().min(1).default('us-east-1').describe('Its region'),
  STORAGE_S3_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address of the service; empty for that of AWS'),
  STORAGE_S3_PATH_STYLE: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe(
      'Whether the bucket stands in the path and not in the host name, as most services but AWS want it',
    ),
  STORAGE_S3_ACCESS_KEY_ID: z
    .string()
    .min(1)
    .optional()
    .describe('Key of the service; empty to take what the machine has, such as the role of a container'),
  STORAGE_S3_SECRET_ACCESS_KEY: z.string().min(1).optional().describe('And its secret'),
};

type StorageVariables = z.infer<z.ZodObject<typeof storageVariables>>;

export function storageOf(env: StorageVariables) {
  const disk = { kind: 'disk', folder: env.STORAGE_DIR } as const;
  const s3 = {
    kind: 's3',
    bucket: env.STORAGE_S3_BUCKET ?? '',
    region: env.STORAGE_S3_REGION,
    endpoint: env.STORAGE_S3_ENDPOINT,
    pathStyle: env.STORAGE_S3_PATH_STYLE,
    accessKeyId: env.STORAGE_S3_ACCESS_KEY_ID,
    secretAccessKey: env.STORAGE_S3_SECRET_ACCESS_KEY,
  } as const;
  return env.STORAGE === 's3' ? s3 : disk;
}

export function storageFaults(given: Record<string, string | undefined>): string[] {
  if (given.STORAGE !== 's3') return [];
  const faults =
    given.STORAGE_S3_BUCKET === undefined ? ['STORAGE_S3_BUCKET is required with STORAGE=s3'] : [];
  const half =
    (given.STORAGE_S3_ACCESS_KEY_ID === undefined) !== (given.STORAGE_S3_SECRET_ACCESS_KEY === undefined);
  return half
    ? [...faults, 'STORAGE_S3_ACCESS_KEY_ID and STORAGE_S3_SECRET_ACCESS_KEY come together']
    : faults;
}
