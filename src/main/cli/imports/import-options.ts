import type { INestApplicationContext } from '@nestjs/common';
import { SNIFF_BYTES, sniffCsv } from '../../../platform/csv/sniff-csv.js';
import { ownColumns } from '../../../features/imports/rejects/reject-columns.js';
import type { ImportOptions } from '../../../features/imports/targets/import-options.js';
import type { ImportTarget } from '../../../features/imports/targets/import-target.js';
import { proposeMapping } from '../../../features/imports/targets/propose-mapping.js';
import { settleOptions } from '../../../features/imports/targets/settle-options.js';
import { UploadsService } from '../../../features/uploads/uploads.service.js';
import { PERMISSIONS } from '../../../shared/permissions.js';
import type { ImportFlags } from './import-flags.js';

/** Options of an import: as the flags say, and for the rest as the first rows of the file suggest. */
export async function optionsFor(
  app: INestApplicationContext,
  uploadId: string,
  target: ImportTarget,
  flags: ImportFlags,
): Promise<ImportOptions> {
  const { delimiter, encoding, quote, header } = flags;
  const given = { delimiter, encoding, quote, header: header ? undefined : false };
  const head = await app.get(UploadsService).head(uploadId, SNIFF_BYTES);
  const { dialect, columns: found } = sniffCsv(head, given);
  const columns = ownColumns(found);
  const { transform: transforms, onConflict, batchSize, dryRun, invite } = flags;
  const mapping = mergedMapping(target, columns, flags.map);
  const asked = { mapping, transforms, onConflict, batchSize, dryRun, invite };
  // Whoever runs commands on the server may do everything.
  return settleOptions(target, asked, { dialect, columns }, new Set(PERMISSIONS));
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
