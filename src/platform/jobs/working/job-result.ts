/** What a queue keeps of a run that has not failed. A job that was cancelled on its way counts as completed there. */
export type JobResult = { cancelled: true } | void;

export const CANCELLED = { cancelled: true } as const;
