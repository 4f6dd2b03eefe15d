import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { JobCancellation } from '../../platform/jobs/job-cancellation.js';
import { JobStates } from '../../platform/jobs/job-states.js';
import type { JobView } from '../../platform/jobs/job-view.js';
import { AppError, notFound } from '../../shared/app-error.js';
import type { Principal } from '../../shared/principal.js';
import { mayCancelJob, maySeeJob } from './job.policy.js';

@Injectable()
export class JobsService {
  constructor(
    private readonly states: JobStates,
    private readonly cancellation: JobCancellation,
    private readonly audit: AuditLog,
  ) {}

  /** Throws `job_not_found`, also for a job that the viewer may not see: that is nobody else's business either. */
  async get(viewer: Principal, queue: string, id: string): Promise<JobView> {
    const job = await this.states.find(queue, id);
    if (!job || !maySeeJob(viewer, job)) throw notFound('job', id);
    return job;
  }

  follow(job: JobView, signal: AbortSignal): AsyncIterable<JobView> {
    return this.states.follow(job, signal);
  }

  /**
   * The job as it was, if it runs and has been told to stop; undefined if it never will. Throws `job_not_found`,
   * `permission_missing`, `job_finished` and `job_scheduled`.
   */
  async cancel(actor: Principal, queue: string, id: string): Promise<JobView | undefined> {
    const job = await this.get(actor, queue, id);
    if (!mayCancelJob(actor, job))
      throw new AppError('forbidden', 'permission_missing', 'You may not do this.');
    const outcome = await this.cancellation.cancel(job);
    await this.audit.record({
      action: 'job.cancelled',
      targetType: 'job',
      targetId: id,
      details: { queue, name: job.name, outcome },
    });
    return outcome === 'stopping' ? job : undefined;
  }
}
