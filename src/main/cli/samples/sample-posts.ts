import { aPerson } from './people.js';
import { asTime, between, oneOf, seeded, time, type Random } from './random.js';
import type { SampleTarget } from './sample-target.js';
import { BAD_DATES } from './sample-users.js';

/** Their authors are among the first so many of the users that the same seed gives. */
const AUTHORS = 1000;

export const samplePosts: SampleTarget = {
  columns: ['external_id', 'author_email', 'title', 'body', 'language', 'published_at', 'created_at'],
  row: (random, number, seed) => {
    const author = between(random, 1, AUTHORS);
    const created = time(random);
    return {
      external_id: `post-${number}`,
      author_email: aPerson(seeded(seed, author), author).email,
      title: sentence(random, between(random, 3, 8)).slice(0, -1),
      body: body(random),
      language: 'en',
      published_at: random() < 0.9 ? asTime(time(random, created)) : '',
      created_at: asTime(created),
    };
  },
  faults: [
    { name: 'without title', column: 'title', spoil: (row) => ({ ...row, title: '' }) },
    {
      name: 'title too long',
      column: 'title',
      spoil: (row) => ({ ...row, title: `${row.title} `.repeat(50).trim() }),
    },
    {
      name: 'malformed e-mail',
      column: 'author_email',
      spoil: (row) => ({ ...row, author_email: (row.author_email ?? '').replace('@', '(at)') }),
    },
    {
      name: 'bad date',
      column: 'published_at',
      spoil: (row, random) => ({ ...row, published_at: oneOf(random, BAD_DATES) }),
    },
    { name: 'unknown language', column: 'language', spoil: (row) => ({ ...row, language: 'xx' }) },
    {
      name: 'duplicate id',
      repeats: true,
      column: 'external_id',
      spoil: (row, _random, { external_id = '' }) => ({ ...row, external_id }),
    },
  ],
};

function body(random: Random): string {
  const paragraphs = Array.from({ length: between(random, 1, 3) }, () =>
    Array.from({ length: between(random, 1, 4) }, () => sentence(random, between(random, 5, 14))).join(' '),
  );
  return paragraphs.join('\n\n');
}

function sentence(random: Random, words: number): string {
  const chosen = Array.from({ length: words }, () => oneOf(random, WORDS));
  if (random() < 0.1) chosen[1] = `"${chosen[1] ?? ''}"`;
  if (random() < 0.3) chosen[2] += ',';
  const text = chosen.join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const WORDS =
  'about after again all always answer around because been before better between build code could data day different during early enough even every example fast find first follow found from give good great have help here idea into just keep know large later learn less light like little long look made make many measure might more most much need never next night often only open order other over own page part place point question quick read really right same says should simple since small some start still such system take team test than that their then there these thing think this those through time together true under until very wait want water were what when where which while will with word work world would write year'.split(
    ' ',
  );
