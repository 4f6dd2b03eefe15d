import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { Import } from '../../../features/imports/import.entity.js';
import { ImportRejects } from '../../../features/imports/rejects/import-rejects.repository.js';
import { rejectsCsv } from '../../../features/imports/rejects/rejects-csv.js';

/**
 * Writes the rows that were not taken to a file that can be imported again once they are mended. Where that cannot be
 * done it says where they are: of the import nothing is lost.
 */
export async function writeRejects(
  app: INestApplicationContext,
  { id, options, progress }: Import,
  path: string,
): Promise<void> {
  const lines = rejectsCsv(options, app.get(ImportRejects).all(id));
  try {
    await pipeline(Readable.from(lines), createWriteStream(path));
    process.stdout.write(`the ${progress.rejected} rejected rows are in ${path}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `the ${progress.rejected} rejected rows were not written to ${path}: ${reason}\n` +
        `They are kept: GET /api/v1/imports/${id}/rejects.csv\n`,
    );
  }
}
