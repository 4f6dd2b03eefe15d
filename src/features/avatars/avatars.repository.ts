import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Avatar, type AvatarState } from './avatar.entity.js';

/** More than the longest job takes, and a few tries of it. */
const OVER_AFTER = `interval '1 day'`;
const NEVER_PROCESSED_AFTER = `interval '7 days'`;

@Injectable()
export class AvatarsRepository {
  constructor(@InjectRepository(Avatar) private readonly avatars: Repository<Avatar>) {}

  async insert(avatar: Pick<Avatar, 'id' | 'userId' | 'state' | 'mediaType'>): Promise<void> {
    await this.avatars.insert(avatar);
  }

  async find(id: string, tx?: Transaction): Promise<Avatar | undefined> {
    const found = tx
      ? tx.repository(Avatar).findOneBy({ id })
      : readPrimary(() => this.avatars.findOneBy({ id }));
    return (await found) ?? undefined;
  }

  /** False when it is not in the state that it is to leave. */
  async move(
    id: string,
    from: AvatarState,
    to: Pick<Avatar, 'state'> & Partial<Pick<Avatar, 'reason'>>,
    tx?: Transaction,
  ): Promise<boolean> {
    const avatars = tx ? tx.repository(Avatar) : this.avatars;
    const { affected } = await avatars.update({ id, state: from }, { ...to, tidy: false });
    return affected === 1;
  }

  /** Removes those of a user that are in one of these states, and says which they were. */
  async removeAll(tx: Transaction, userId: number, states: AvatarState[]): Promise<string[]> {
    const result = await tx.manager
      .createQueryBuilder()
      .update(Avatar)
      .set({ state: 'removed', tidy: false })
      .where({ userId, state: In(states) })
      .returning('id')
      .execute();
    return (result.raw as { id: string }[]).map(({ id }) => id);
  }

  /** Notes that the files which this state has no need of are gone. */
  async markTidy({ id, state }: Avatar): Promise<void> {
    await this.avatars.update({ id, state }, { tidy: true });
  }

  async delete(id: string): Promise<void> {
    await this.avatars.delete(id);
  }

  /** Removes those whose user is gone, whose upload never ended, or whose job never came. */
  async removeAbandoned(): Promise<void> {
    await this.avatars.query(`
      UPDATE avatars SET state = 'removed', reason = NULL, tidy = false
      WHERE user_id IS NULL AND state <> 'removed'
         OR NOT tidy AND state = 'uploading' AND created_at < now() - ${OVER_AFTER}
         OR NOT tidy AND state = 'uploaded' AND created_at < now() - ${NEVER_PROCESSED_AFTER}`);
  }

  /** Those that have files which nobody needs, the oldest first. */
  findUntidy(limit: number): Promise<Avatar[]> {
    return readPrimary(() =>
      this.avatars.find({
        where: { tidy: false, state: In<AvatarState>(['ready', 'failed', 'removed']) },
        order: { createdAt: 'ASC' },
        take: limit,
      }),
    );
  }

  /** Those that nothing can write files of any more, so that their rows can go. */
  findOver(limit: number): Promise<Avatar[]> {
    return readPrimary(() =>
      this.avatars
        .createQueryBuilder('avatar')
        .where(`avatar.state IN ('failed', 'removed') AND avatar.created_at < now() - ${OVER_AFTER}`)
        .orderBy('avatar.createdAt')
        .limit(limit)
        .getMany(),
    );
  }
}
