import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import { copyInto } from '../../../platform/database/copying/copy-into.js';
import { arrayLiteral, copyLine, storable } from '../../../platform/database/copying/copy-text.js';
import type { Transaction } from '../../../platform/database/transaction.js';
import { ImportReject } from './import-reject.entity.js';
import type { RejectedRow } from './row-fault.js';

const COLUMNS = ['import_id', 'row', 'line', 'fields', 'faults'];
const AT_ONCE = 100;
/** Of one row: nobody puts right more than that by hand, and a page of them has to fit into memory. */
const MAX_CHARACTERS = 256 * 1024;

/** Rows that imports did not take, in the order of their files. */
@Injectable()
export class ImportRejects {
  constructor(@InjectRepository(ImportReject) private readonly rejects: Repository<ImportReject>) {}

  /** All or none, in one statement. Each row of an import once. */
  async add(tx: Transaction, importId: string, rejects: readonly RejectedRow[]): Promise<void> {
    if (rejects.length === 0) return;
    const lines = rejects.map((reject) => lineOf(importId, reject));
    await copyInto(tx, 'import_rejects', COLUMNS, Buffer.from(lines.join('')));
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

function lineOf(importId: string, { row, line, fields, faults }: RejectedRow): string {
  // Readable ones of what was wrong in the file: a text that cannot be stored is one of the reasons.
  const plain = faults.map((fault) => ({
    ...fault,
    value: fault.value === null ? null : storable(fault.value),
  }));
  return copyLine([
    importId,
    row,
    line,
    arrayLiteral(cut(fields).map(storable)),
    storable(JSON.stringify(plain)),
  ]);
}

function cut(fields: readonly string[]): string[] {
  let left = MAX_CHARACTERS;
  return fields.map((field) => {
    const kept = field.slice(0, left);
    left -= kept.length;
    return kept;
  });
}
