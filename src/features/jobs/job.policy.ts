import type { JobView } from '../../platform/jobs/job-view.js';
import type { Principal } from '../../shared/principal.js';

/** Jobs are seen by those who caused them, and by who may see any. */
export function maySeeJob(viewer: Principal, job: JobView): boolean {
  return viewer.permissions.has('jobs:read_any') || job.userId === viewer.userId;
}
