import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Upload } from './upload.entity.js';

/** More than the longest upload takes, and than anybody thinks about what to do with one. */
const UNUSED_AFTER = `interval '1 day'`;

@Injectable()
export class UploadsRepository {
  constructor(@InjectRepository(Upload) private readonly uploads: Repository<Upload>) {}

  async insert(upload: Pick<Upload, 'id' | 'userId' | 'state' | 'fileName'>): Promise<void> {
    await this.uploads.insert(upload);
  }

  /** Notes that all of it is there. False when it was given up meanwhile. */
  async complete(id: string, content: Pick<Upload, 'bytes' | 'sha256'>): Promise<boolean> {
    const { affected } = await this.uploads.update(
      { id, state: 'uploading' },
      { ...content, state: 'uploaded' },
    );
    return affected === 1;
  }

  /** One that is wholly there. */
  async find(id: string): Promise<Upload | undefined> {
    return (await this.uploads.findOneBy({ id, state: 'uploaded' })) ?? undefined;
  }

  /** As `find`; it is not deleted before the transaction ends. */
  async hold(tx: Transaction, id: string): Promise<Upload | undefined> {
    const lock = { mode: 'pessimistic_read' } as const;
    return (await tx.repository(Upload).findOne({ where: { id, state: 'uploaded' }, lock })) ?? undefined;
  }

  /** Lets nobody find it any more, unless an import may need it that is not over or can be resumed: then false. */
  async withdraw(tx: Transaction, id: string): Promise<boolean> {
    const lock = { mode: 'pessimistic_write' } as const;
    await tx.repository(Upload).findOne({ where: { id }, lock });
    const [, affected] = await tx.manager.query<[unknown, number]>(
      `UPDATE uploads SET state = 'uploading' WHERE id = $1 AND NOT EXISTS (
         SELECT FROM imports WHERE upload_id = $1 AND state IN ('queued', 'running', 'paused', 'failed'))`,
      [id],
    );
    return affected === 1;
  }

  async delete(id: string): Promise<void> {
    await this.uploads.delete(id);
  }

  /** Those that no import has any use for, the oldest first. */
  async findUnused(limit: number): Promise<string[]> {
    const rows = await readPrimary(() =>
      this.uploads.query<{ id: string }[]>(
        `SELECT id FROM uploads WHERE created_at < now() - ${UNUSED_AFTER}
           AND (state = 'uploading' OR NOT EXISTS (SELECT FROM imports WHERE upload_id = uploads.id))
         ORDER BY created_at LIMIT $1`,
        [limit],
      ),
    );
    return rows.map(({ id }) => id);
  }
}
