import { AppError } from '../../shared/app-error.js';
import { failureOf, formatFailure, parseFailure } from './job-failure.js';
import { JobStopped } from './job-stopped.js';
import { PermanentJobError } from './permanent-job-error.js';

describe('the failure of a job', () => {
  it.each([
    [new PermanentJobError('mail_refused', '550 no such mailbox'), 'mail_refused'],
    [
      new AppError('unavailable', 'database_unavailable', 'The database cannot be reached.'),
      'database_unavailable',
    ],
    [new JobStopped('timeout'), 'timeout'],
    [new TypeError('x is not a function'), 'error'],
    ['a text that was thrown', 'error'],
  ])('of %s has a reason, which survives being written down', (error, reason) => {
    const failure = failureOf(error);
    expect(failure).toEqual({ reason, message: error instanceof Error ? error.message : error });
    expect(parseFailure(formatFailure(failure))).toEqual(failure);
  });

  it.each([
    ['job stalled more than allowable limit', 'stalled'],
    ['job started more than allowable limit', 'stalled'],
    ['anything else', 'error'],
  ])('%j, as the queue says it, is %s', (message, reason) => {
    expect(parseFailure(message)).toEqual({ reason, message });
  });

  it('may have several lines', () => {
    expect(parseFailure('[mail_refused] 550\nno')).toEqual({ reason: 'mail_refused', message: '550\nno' });
  });
});
