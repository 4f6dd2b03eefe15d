import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { selectPage } from '../../platform/database/keyset.js';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import type { Transaction } from '../../platform/database/transaction.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { forgetRows } from './forget-rows.js';
import { ImportLane } from './import-lane.entity.js';
import { IMPORT_SORTS, type ImportSort } from './import-sorts.js';
import type { ImportState } from './import-state.js';
import { Import } from './import.entity.js';

/** Whoever runs an import says more often that it goes on. */
const SILENT_AFTER = `interval '2 minutes'`;

const AT_ONCE = 100;
const OVER: ImportState[] = ['completed', 'cancelled', 'failed'];

type ImportColumns = Pick<
  Import,
  'id' | 'userId' | 'uploadId' | 'fileName' | 'bytes' | 'target' | 'options' | 'lanes'
>;

export interface ImportFilter {
  state?: ImportState;
  target?: string;
}

/** Imports, each with the sums of its lanes. */
@Injectable()
export class ImportsRepository {
  constructor(@InjectRepository(Import) private readonly imports: Repository<Import>) {}

  /** In the state `queued`, with its lanes at the beginning of the file. */
  async insert(tx: Transaction, columns: ImportColumns): Promise<void> {
    await tx.repository(Import).insert({ ...columns, state: 'queued' });
    const lanes = Array.from({ length: columns.lanes }, (_, lane) => ({ importId: columns.id, lane }));
    await tx.repository(ImportLane).insert(lanes);
  }

  async find(id: string, tx?: Transaction): Promise<Import | undefined> {
    const imports = tx ? tx.repository(Import) : this.imports;
    return (await imports.findOneBy({ id })) ?? undefined;
  }

  list({ state, target }: ImportFilter, sort: ImportSort, request: PageRequest): Promise<Page<Import>> {
    const builder = this.imports.createQueryBuilder('import');
    if (state !== undefined) builder.andWhere('import.state = :state', { state });
    if (target !== undefined) builder.andWhere('import.target = :target', { target });
    return selectPage(builder, IMPORT_SORTS[sort], request);
  }

  /** As `find`; nobody else changes its state before the transaction ends. */
  async lock(tx: Transaction, id: string): Promise<Import | undefined> {
    const lock = { mode: 'pessimistic_write' } as const;
    return (await tx.repository(Import).findOne({ where: { id }, lock })) ?? undefined;
  }

  /** Of one that is locked. */
  async set(
    tx: Transaction,
    id: string,
    columns: Partial<Pick<Import, 'state' | 'reason' | 'message' | 'jobId' | 'finishedAt'>>,
  ): Promise<void> {
    await tx.repository(Import).update({ id }, columns);
  }

  async delete(tx: Transaction, id: string): Promise<void> {
    await tx.repository(Import).delete({ id });
  }

  /** Those that should be going on, and of which nothing has been heard for a while. */
  findSilent(): Promise<Pick<Import, 'id' | 'jobId'>[]> {
    return readPrimary(() =>
      this.imports
        .createQueryBuilder('import')
        .select(['import.id', 'import.jobId'])
        .where(`import.state IN ('queued', 'running') AND import.updatedAt < now() - ${SILENT_AFTER}`)
        .getMany(),
    );
  }

  /** Some of those that have been over for so many days. */
  async findOver(days: number): Promise<string[]> {
    const found = await readPrimary(() =>
      this.imports
        .createQueryBuilder('import')
        .select('import.id')
        .where('import.state IN (:...states)', { states: OVER })
        .andWhere(`import.updatedAt < now() - :days * interval '1 day'`, { days })
        .limit(AT_ONCE)
        .getMany(),
    );
    return found.map(({ id }) => id);
  }

  /** Deletes one that is over. */
  async deleteOver(id: string): Promise<void> {
    await this.imports.delete({ id, state: In(OVER) });
  }

  /** Deletes all that is kept of its rows besides those that it made. */
  async forgetRows(id: string): Promise<void> {
    await forgetRows(this.imports, 'import_rejects', id);
    await forgetRows(this.imports, 'import_dry_rows', id);
  }
}
