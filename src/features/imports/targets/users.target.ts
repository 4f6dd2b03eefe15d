import { ROLES } from '../../../shared/permissions.js';
import { usersImported } from '../../users/users.events.js';
import { email, oneOf, text, time } from './checks.js';
import { creationField } from './creation-field.js';
import type { ImportTarget } from './import-target.js';

/** Users, known by their addresses. What the API refuses of a user is refused here, too: see WriteUserDto. */
export const usersTarget: ImportTarget = {
  name: 'users',
  permission: 'users:manage',
  table: 'users',
  fields: [
    {
      name: 'name',
      column: 'name',
      type: 'text',
      required: true,
      empty: null,
      synonyms: ['full name', 'display name', 'user name', 'nom', 'nombre', 'vollständiger name'],
      check: text({ min: 1, max: 200 }),
    },
    {
      name: 'email',
      column: 'email',
      type: 'citext',
      required: true,
      empty: null,
      synonyms: ['e-mail address', 'mail', 'mail address', 'user email', 'correo', 'courriel'],
      check: email(),
    },
    {
      name: 'role',
      column: 'role',
      type: 'text',
      required: false,
      empty: 'user',
      synonyms: ['user role', 'rolle', 'rôle', 'rol'],
      check: oneOf(ROLES),
      permission: 'roles:assign',
      // Another role ends sessions, is recorded, and never one's own: that is for PUT /users/:id/role alone.
      onlyNew: true,
    },
    {
      name: 'emailVerifiedAt',
      column: 'email_verified_at',
      type: 'timestamptz(3)',
      required: false,
      empty: null,
      synonyms: ['verified at', 'confirmed at', 'email confirmed at'],
      check: time({ past: true }),
    },
    creationField('registered at', 'signed up at', 'joined'),
  ],
  key: { field: 'email', constraint: 'users_email_key' },
  imported: usersImported,
  invites: true,
};
