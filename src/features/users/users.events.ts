import { defineEvent } from '../../platform/events/define-event.js';
import type { ShownUser } from './user.entity.js';

export const usersCreated = defineEvent<object>('users.created');

/** By themselves or by an admin. `renamed`, too, when the name is the one it was. */
export const userUpdated = defineEvent<{ user: ShownUser; renamed: boolean }>('user.updated');

/** The role, the picture, or whether the address is theirs. */
export const userChanged = defineEvent<{ id: number }>('user.changed');

/** With everything they wrote. */
export const userDeleted = defineEvent<{ id: number }>('user.deleted');

/** Many at once, nobody says which. `updated` when some were there before. */
export const usersImported = defineEvent<{ updated: boolean }>('users.imported');
