import type { INestApplicationContext } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import type { Import } from '../../../features/imports/import.entity.js';
import { ImportsService } from '../../../features/imports/imports.service.js';
import { importTarget } from '../../../features/imports/targets/import-targets.js';
import type { Upload } from '../../../features/uploads/upload.entity.js';
import { UploadsService } from '../../../features/uploads/uploads.service.js';
import type { ImportFlags } from './import-flags.js';
import { optionsFor } from './import-options.js';
import type { ImportSource } from './import-source.js';
import { interruptible } from './interruption.js';
import { ProgressLine } from './progress-line.js';
import { runToEnd } from './run-to-end.js';

/** Stores a file and imports it. */
export function importFile(
  app: INestApplicationContext,
  source: ImportSource,
  flags: ImportFlags & { rejects: string },
): Promise<void> {
  return interruptible(async (signal) => {
    const upload = await store(app, source, flags, signal);
    const made = await create(app, upload, flags);
    await runToEnd(app, made, flags, signal);
  });
}

/** Goes on with an import that nobody runs. */
export function resumeImport(app: INestApplicationContext, id: string, flags: ImportFlags): Promise<void> {
  return interruptible(async (signal) => {
    const resumed = await app
      .get(Database)
      .transaction('import.resume', (tx) => app.get(ImportsService).resume(tx, id, { enqueue: false }));
    const rejects = `${resumed.fileName ?? 'import'}.rejects.csv`;
    await runToEnd(app, resumed, { rejects, ...flags }, signal);
  });
}

async function store(
  app: INestApplicationContext,
  { name, stream, bytes }: ImportSource,
  { quiet }: ImportFlags,
  signal: AbortSignal,
): Promise<Upload> {
  const line = quiet ? undefined : new ProgressLine();
  line?.storing(() => stream.bytesRead, bytes);
  try {
    return await app.get(UploadsService).receive(null, name, stream, signal);
  } finally {
    await line?.end();
  }
}

/** A file that nothing can be made of is not kept. */
async function create(app: INestApplicationContext, upload: Upload, flags: ImportFlags): Promise<Import> {
  const { target } = flags;
  try {
    const options = await optionsFor(app, upload.id, importTarget(target), flags);
    return await app
      .get(Database)
      .transaction('import.create', (tx) =>
        app.get(ImportsService).create(tx, null, { upload, target, options, enqueue: false }),
      );
  } catch (error) {
    await app.get(UploadsService).discard(upload.id);
    throw error;
  }
}
