/** timeout: it ran longer than its definition allows. lock_lost: another worker may have been given it meanwhile. */
export type StopCause = 'timeout' | 'cancelled' | 'shutdown' | 'lock_lost';

/** Why a job is to stop: the reason of its signal. */
export class JobStopped extends Error {
  constructor(readonly stopCause: StopCause) {
    super(MESSAGES[stopCause]);
    this.name = 'JobStopped';
  }
}

const MESSAGES: Record<StopCause, string> = {
  timeout: 'It ran longer than it may.',
  cancelled: 'It was cancelled.',
  shutdown: 'Its worker had to stop.',
  lock_lost: 'Its worker could not say in time that it was still at work.',
};
