import type { INestApplicationContext } from '@nestjs/common';
import type { CsvDialect } from '../../../platform/csv/csv-dialect.js';
import { sniffCsv } from '../../../platform/csv/sniff-csv.js';
import type { ImportOptions } from '../../../features/imports/targets/import-options.js';
import type { ImportTarget } from '../../../features/imports/targets/import-target.js';
import { proposeMapping } from '../../../features/imports/targets/propose-mapping.js';
import { settleOptions } from '../../../features/imports/targets/settle-options.js';
import { UploadsService } from '../../../features/uploads/uploads.service.js';
import { PERMISSIONS } from '../../../shared/permissions.js';
import type { ImportFlags } from './import-flags.js';

const HEAD_BYTES = 64 * 1024;

/** Options of an import: as the flags say, and for the rest as the first rows of the file suggest. */
export async function optionsFor(
  app: INestApplicationContext,
  uploadId: string,
  target: ImportTarget,
  flags: ImportFlags,
): Promise<ImportOptions> {
  const file = sniffCsv(await readHead(app, uploadId), givenDialect(flags));
  const { transform: transforms, onConflict, batchSize, dryRun, invite } = flags;
  const mapping = mergedMapping(target, file.columns, flags.map);
  const given = { mapping, transforms, onConflict, batchSize, dryRun, invite };
  // Whoever runs commands on the server may do everything.
  return settleOptions(target, given, file, new Set(PERMISSIONS));
}

async function readHead(app: INestApplicationContext, uploadId: string): Promise<Buffer> {
  const file = await app.get(UploadsService).read(uploadId);
  if (!file) throw new Error('the file that was stored is gone');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file.stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

function givenDialect({ delimiter, encoding, header }: ImportFlags): Partial<CsvDialect> {
  return {
    ...(delimiter !== undefined && { delimiter }),
    ...(encoding !== undefined && { encoding }),
    ...(!header && { header }),
  };
}

/** What is proposed, but for columns and fields that are named. */
function mergedMapping(
  target: ImportTarget,
  columns: readonly string[],
  named: Record<string, string>,
): Record<string, string> {
  const fields = new Set(Object.values(named));
  const proposed = Object.entries(proposeMapping(target, columns)).filter(([, field]) => !fields.has(field));
  return { ...Object.fromEntries(proposed), ...named };
}
