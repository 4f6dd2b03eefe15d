import { Body, Controller, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Answer } from '../../platform/http/answer.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { ApiIdempotent, Idempotency, type IdempotencyKey } from '../../platform/http/idempotency-key.js';
import { IdempotentAnswers } from '../../platform/http/idempotent-answers.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { JobQueues } from '../../platform/jobs/job-queues.js';
import { RateLimit } from '../../platform/rate-limit/rate-limit.decorator.js';
import { AcceptedEmailDto, SendEmailDto } from './email.dto.js';
import { sendEmail } from './send-email.job.js';

@RequirePermissions('emails:send')
@ApiTags('emails')
@Controller('emails')
export class EmailsController {
  constructor(
    private readonly jobs: JobQueues,
    private readonly answers: IdempotentAnswers,
    private readonly audit: AuditLog,
  ) {}

  @Post()
  @RateLimit('mail', { target: 'to' })
  @ApiOperation({ summary: 'Send a mail by a background job' })
  @ApiAcceptedResponse({ type: AcceptedEmailDto })
  @ApiIdempotent()
  @ApiProblems(...BODY_PROBLEMS, 409)
  send(@Body() body: SendEmailDto, @Idempotency() key?: IdempotencyKey): Promise<Answer<AcceptedEmailDto>> {
    return this.answers.once(key, 'email.send', async (tx) => {
      const { sendAt, priority, ...mail } = body;
      const jobId = await this.jobs.enqueue(tx, sendEmail, mail, { runAt: sendAt, priority });
      await this.audit.record({ action: 'email.sent', targetType: 'job', targetId: jobId }, tx);
      return new Answer(202, { jobId }, { location: `/api/v1/jobs/${sendEmail.queue}/${jobId}` });
    });
  }
}
