import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import type { DeadLetter } from '../../platform/jobs/dead-letters/dead-letter.js';
import { DeadLetters } from '../../platform/jobs/dead-letters/dead-letters.js';
import { QUEUES, type QueueName } from '../../platform/jobs/define-job.js';
import { AppError, notFound } from '../../shared/app-error.js';
import type { Page } from '../../shared/page.js';
import { type ChooseDeadLettersDto, ChosenDeadLettersDto, MOST } from './choose-dead-letters.dto.js';
import type { ListDeadLettersQueryDto } from './list-dead-letters.dto.js';

/** What is recorded of a change, and how it is made. */
const CHANGES = {
  retry: 'job.retried',
  discard: 'job.discarded',
} as const;
export type DeadLetterChange = keyof typeof CHANGES;

/** Every change is recorded first: what leaves no trace does not happen. */
@Injectable()
export class DeadLettersService {
  constructor(
    private readonly letters: DeadLetters,
    private readonly audit: AuditLog,
  ) {}

  list({ queue, name, reason, page, limit }: ListDeadLettersQueryDto): Promise<Page<DeadLetter>> {
    return this.letters.list({ queue, name, reason }, { page, limit });
  }

  /** Throws `dead_letter_not_found`. */
  async get(queue: string, id: string): Promise<DeadLetter> {
    const known = QUEUES.find((each) => each === queue);
    const letter = known && (await this.letters.find(known, id));
    if (!letter) throw notFound('dead_letter', id);
    return letter;
  }

  /** Throws `dead_letter_not_found` and, for a retry, `job_unknown`. */
  async change(change: DeadLetterChange, queue: string, id: string): Promise<void> {
    const letter = await this.get(queue, id);
    if (change === 'retry' && !letter.retryable) throw unknownJob(letter.name);
    const details = { queue, name: letter.name, reason: letter.reason };
    await this.audit.record({ action: CHANGES[change], targetType: 'job', targetId: id, details });
    const { refused } = await this.letters[change](letter.queue as QueueName, [id]);
    if (refused.length > 0) throw notFound('dead_letter', id);
  }

  /** Up to 1000 at a time. */
  async changeAll(change: DeadLetterChange, chosen: ChooseDeadLettersDto): Promise<ChosenDeadLettersDto> {
    const { queue, ids: given, ...filter } = chosen;
    const { ids, remaining } = given
      ? { ids: await this.letters.matching(queue, given, filter), remaining: 0 }
      : await this.letters.select(change, queue, filter, MOST);
    if (ids.length > 0) {
      const { name = '', reason = '' } = filter;
      const details = { count: ids.length, ...(name && { name }), ...(reason && { reason }) };
      await this.audit.record({ action: CHANGES[change], targetType: 'queue', targetId: queue, details });
    }
    return new ChosenDeadLettersDto(await this.letters[change](queue, ids), remaining);
  }
}

function unknownJob(name: string): AppError {
  return new AppError(
    'conflict',
    'job_unknown',
    `This release knows no job ${name}: it can only be discarded.`,
  );
}
