/**
 * `queued`: waits for its turn. `running`: a worker is at it. `paused`: until somebody resumes it. `completed`: to its
 * end. `cancelled`, `failed`: before its end; what was committed until then stays, and a failed one can be resumed.
 */
export const IMPORT_STATES = ['queued', 'running', 'paused', 'completed', 'cancelled', 'failed'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** Nothing more happens to it by itself. */
export function isOver(state: ImportState): boolean {
  return state === 'completed' || state === 'cancelled' || state === 'failed';
}
