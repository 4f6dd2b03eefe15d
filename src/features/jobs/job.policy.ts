import type { JobView } from '../../platform/jobs/job-view.js';
import type { Principal } from '../../shared/principal.js';

/** Jobs are seen by those who caused them, and by who may see any. */
export function maySeeJob(viewer: Principal, job: JobView): boolean {
  return viewer.permissions.has('jobs:read_any') || job.userId === viewer.userId;
}

/** Cancelled by the same, and by who may cancel any. */
export function mayCancelJob(actor: Principal, job: JobView): boolean {
  return actor.permissions.has('jobs:manage') || job.userId === actor.userId;
}
