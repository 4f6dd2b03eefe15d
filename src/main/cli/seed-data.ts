import type { NewPost } from '../../features/posts/posts.service.js';
import type { NewUser } from '../../features/users/users.repository.js';
import type { Role } from '../../shared/permissions.js';

const NAMES = [
  'Ada Lovelace',
  'Grace Hopper',
  'Edsger Dijkstra',
  'Barbara Liskov',
  'Donald Knuth',
  'Margaret Hamilton',
  'Tony Hoare',
  'Frances Allen',
  'Leslie Lamport',
  'Radia Perlman',
  'John Backus',
  'Karen Spärck Jones',
];

const TOPICS: [title: string, body: string][] = [
  ['Notes on the Analytical Engine', 'It can do whatever we know how to order it to perform.'],
  ['A nanosecond is a foot of wire', 'Hold it up in a meeting and nobody asks again why messages take time.'],
  ['Simplicity is prerequisite for reliability', 'Every feature that is not there cannot fail.'],
  ['What a type promises', 'If it looks like the supertype, it must behave like it as well.'],
  ['Measure, then optimise', 'The three percent that matter are never where you guess they are.'],
  [
    'What the landing taught us',
    'Shed the work you can lose, keep the work you cannot, and say so on the display.',
  ],
  ['Processes that talk', 'Give each its own state and let them exchange messages.'],
  ['Compilers may be clever', 'Programs should be plain; let the optimiser be clever where it can prove it.'],
  [
    'Time and the order of events',
    'Two machines never agree about now; ask which event could have caused which.',
  ],
  ['A tree that spans the network', 'I think that I shall never see a graph more lovely than a tree.'],
  ['Formulas, translated', 'Write what you mean and let the machine write what it needs.'],
  ['Words that tell documents apart', 'A term in every document tells you nothing about any of them.'],
];

const TAGS = [['computing', 'history'], ['networks'], ['computing', 'languages'], ['theory']];

// One of each is shown after seeding, to sign in as.
const ROLES: Role[] = ['admin', 'moderator', 'user'];

/** An admin, a moderator, and users, of whom one has shown that their address is theirs. */
export const seedUsers: Required<NewUser>[] = NAMES.map((name, index) => ({
  name,
  email: addressOf(name),
  role: ROLES[index] ?? 'user',
  emailVerifiedAt: index < ROLES.length ? new Date() : null,
}));

/** Three posts a user, in rounds. */
export const seedPosts: NewPost[] = ['', ' (continued)', ' (an answer to letters)'].flatMap((suffix) =>
  TOPICS.map(([title, body], index) => ({
    title: `${title}${suffix}`,
    body,
    tags: TAGS[index % TAGS.length],
  })),
);

function addressOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '');
  return `${plain.toLowerCase().replaceAll(' ', '.')}@example.com`;
}
