import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import type { Transaction } from '../../platform/database/transaction.js';
import type { ImportState } from './import-state.js';
import { ImportLane } from './import-lane.entity.js';
import { Import } from './import.entity.js';
import type { ImportProgress, ImportView } from './import-view.js';

type NewImport = Pick<
  Import,
  'id' | 'userId' | 'uploadId' | 'fileName' | 'bytes' | 'target' | 'options' | 'lanes'
>;

@Injectable()
export class ImportsRepository {
  constructor(@InjectRepository(Import) private readonly imports: Repository<Import>) {}

  /** In the state `queued`, with its lanes at the beginning of the file. */
  async insert(tx: Transaction, fields: NewImport): Promise<void> {
    await tx.repository(Import).insert({ ...fields, state: 'queued' });
    const lanes = Array.from({ length: fields.lanes }, (_, lane) => ({ importId: fields.id, lane }));
    await tx.repository(ImportLane).insert(lanes);
  }

  async find(id: string, tx?: Transaction): Promise<ImportView | undefined> {
    const imports = tx ? tx.repository(Import) : this.imports;
    const found = await imports.findOneBy({ id });
    if (!found) return undefined;
    const lanes = await imports.manager.findBy(ImportLane, { importId: id });
    return { ...found, progress: sum(lanes, found.bytes) };
  }

  /** Waits for whoever changes it at the moment. */
  async lock(tx: Transaction, id: string): Promise<Import | undefined> {
    const found = await tx.repository(Import).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    return found ?? undefined;
  }

  /** False when it is in none of the states that it is to leave. */
  async move(
    tx: Transaction,
    id: string,
    from: readonly ImportState[],
    to: Partial<Pick<Import, 'state' | 'reason' | 'message' | 'jobId' | 'finishedAt'>>,
  ): Promise<boolean> {
    const { affected } = await tx.repository(Import).update({ id, state: In([...from]) }, to);
    return affected === 1;
  }
}

function sum(lanes: readonly ImportLane[], bytes: number): ImportProgress {
  const total = (count: (lane: ImportLane) => number) =>
    lanes.reduce((before, lane) => before + count(lane), 0);
  const [inserted, updated, skipped, rejected] = [
    total((lane) => lane.inserted),
    total((lane) => lane.updated),
    total((lane) => lane.skipped),
    total((lane) => lane.rejected),
  ];
  return {
    rows: inserted + updated + skipped + rejected,
    bytesDone: Math.min(...lanes.map((lane) => (lane.finished ? bytes : lane.byte))),
    inserted,
    updated,
    skipped,
    rejected,
    batches: total((lane) => lane.batches),
    retried: total((lane) => lane.retried),
  };
}
