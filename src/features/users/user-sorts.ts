import type { SortOrder } from '../../platform/database/keyset.js';
import type { User } from './user.entity.js';

/** The orders a list of users can have; an index serves each. */
export const USER_SORTS = {
  createdAt: {
    name: 'createdAt',
    column: 'user.createdAt',
    direction: 'ASC',
    type: 'time',
    value: (user) => user.createdAt,
  },
  '-createdAt': {
    name: '-createdAt',
    column: 'user.createdAt',
    direction: 'DESC',
    type: 'time',
    value: (user) => user.createdAt,
  },
  name: { name: 'name', column: 'user.name', direction: 'ASC', type: 'text', value: (user) => user.name },
  '-name': {
    name: '-name',
    column: 'user.name',
    direction: 'DESC',
    type: 'text',
    value: (user) => user.name,
  },
} satisfies Record<string, SortOrder<User>>;

export type UserSort = keyof typeof USER_SORTS;
