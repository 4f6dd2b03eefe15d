import { aPerson } from './people.js';
import { asTime, oneOf, time } from './random.js';
import type { SampleTarget } from './sample-target.js';

/** A few look after what the others write; nobody is an administrator. */
const ROLES = [...Array.from({ length: 199 }, () => 'user'), 'moderator'];

export const sampleUsers: SampleTarget = {
  columns: ['name', 'email', 'role', 'email_verified_at', 'created_at'],
  row: (random, number) => {
    const person = aPerson(random, number);
    const created = time(random);
    const verified = random() < 0.8 ? asTime(time(random, created)) : '';
    return {
      ...person,
      role: oneOf(random, ROLES),
      email_verified_at: verified,
      created_at: asTime(created),
    };
  },
  faults: [
    { name: 'without e-mail', column: 'email', spoil: (row) => ({ ...row, email: '' }) },
    {
      name: 'malformed e-mail',
      column: 'email',
      spoil: (row, random) => {
        const [local = '', host = ''] = (row.email ?? '').split('@');
        return {
          ...row,
          email: oneOf(random, [`${local}(at)${host}`, `${local}@`, `${local}@@${host}`, local, `@${host}`]),
        };
      },
    },
    {
      name: 'name too long',
      column: 'name',
      spoil: (row) => ({ ...row, name: `${row.name} `.repeat(200).slice(0, 250).trim() }),
    },
    {
      name: 'bad date',
      column: 'created_at',
      spoil: (row, random) => ({ ...row, created_at: oneOf(random, BAD_DATES) }),
    },
    { name: 'unknown role', column: 'role', spoil: (row) => ({ ...row, role: 'owner' }) },
    {
      name: 'duplicate e-mail',
      repeats: true,
      column: 'email',
      spoil: (row, _random, { email = '' }) => ({ ...row, email }),
    },
  ],
};

export const BAD_DATES = [
  '2024-02-30',
  '31/12/2024',
  'yesterday',
  '2024-13-01T00:00:00Z',
  '2999-01-01T00:00:00Z',
];
