import { time } from './checks.js';
import type { ImportField } from './import-target.js';

/** When a row was made, for new ones: `touch_row` keeps it, so that a change would be none and every row seem to differ. */
export function creationField(...synonyms: string[]): ImportField {
  return {
    name: 'createdAt',
    column: 'created_at',
    type: 'timestamptz(3)',
    required: false,
    empty: 'now',
    synonyms: ['created', 'creation date', ...synonyms],
    check: time({ past: true }),
    onlyNew: true,
  };
}
