import type { SortOrder } from '../../platform/database/keyset.js';
import type { Import } from './import.entity.js';

const CREATION = {
  column: 'import.createdAt',
  type: 'time',
  value: (each: Import) => each.createdAt,
  tie: { column: 'import.id', type: 'uuid', value: (each: Import) => each.id },
} as const;

/** The orders a list of imports can have; an index serves each. */
export const IMPORT_SORTS = {
  createdAt: { ...CREATION, name: 'createdAt', direction: 'ASC' },
  '-createdAt': { ...CREATION, name: '-createdAt', direction: 'DESC' },
} satisfies Record<string, SortOrder<Import>>;

export type ImportSort = keyof typeof IMPORT_SORTS;
