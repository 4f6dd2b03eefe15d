import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import { copyInto } from '../../../platform/database/copying/copy-into.js';
import type { Transaction } from '../../../platform/database/transaction.js';
import { ImportReject } from './import-reject.entity.js';
import { REJECT_COLUMNS } from './reject-line.js';

const AT_ONCE = 100;

/** Rows that imports did not take, in the order of their files. */
@Injectable()
export class ImportRejects {
  constructor(@InjectRepository(ImportReject) private readonly rejects: Repository<ImportReject>) {}

  /**
   * All or none, in one statement. Each row of an import once.
   *
   * @param lines of reject-line.ts
   */
  async add(tx: Transaction, lines: Uint8Array): Promise<void> {
    if (lines.length > 0) await copyInto(tx, 'import_rejects', REJECT_COLUMNS, lines);
  }

  /** @param afterRow number of the last row that is known already, 0 for the first page */
  page(importId: string, afterRow: number, limit: number): Promise<ImportReject[]> {
    return this.rejects.find({
      where: { importId, row: MoreThan(afterRow) },
      order: { row: 'ASC' },
      take: limit,
    });
  }

  /** All of them, page by page: no connection is held for as long as somebody reads. */
  async *all(importId: string): AsyncGenerator<ImportReject> {
    for (let row = 0, page; (page = await this.page(importId, row, AT_ONCE)).length > 0;) {
      yield* page;
      row = page.at(-1)?.row ?? row;
    }
  }
}
