import type { Client } from 'pg';
import { explain } from '../plans/explain.ts';
import type { Asked } from '../plans/watched-api.ts';
import type { Method } from './methods.ts';
import { questions } from './questions.ts';
import { type Found, type MethodResult, tryMethod } from './titles.ts';

const PUBLISHED = 'published_at IS NOT NULL';

// An index of the trigrams of all bodies would be larger than the bodies.
const METHODS: readonly Method[] = [
  {
    name: 'scan, ILIKE',
    index: '',
    condition: () => `(title ILIKE '%' || $1 || '%' OR body ILIKE '%' || $1 || '%') AND ${PUBLISHED}`,
  },
  {
    name: 'GIN, full text',
    index: 'posts_search_idx',
    condition: ({ kind }) => {
      if (kind === 'part') return undefined;
      const query =
        kind === 'prefix' ? `to_tsquery('english', $1 || ':*')` : `phraseto_tsquery('english', $1)`;
      return `search @@ ${query} AND ${PUBLISHED}`;
    },
  },
];

/** Asks for posts whose title or body has the text, and the API for the best twenty of them. */
export async function searchPosts(client: Client, asked: Asked[], runs: number): Promise<MethodResult[]> {
  const results: MethodResult[] = [];
  for (const method of METHODS) {
    console.log(`whole posts: ${method.name} …`);
    results.push(await tryMethod(client, method, runs));
  }
  return [...results, { method: 'GET /posts/search', found: await explainAsked(client, asked, runs) }];
}

/** What the API is asked: a phrase in quotes, everything else as it is typed. */
export function requests(): string[] {
  return questions().map(({ kind, text }) => {
    const q = kind === 'phrase' ? `"${text}"` : text;
    return `posts/search?q=${encodeURIComponent(q)}`;
  });
}

async function explainAsked(client: Client, asked: Asked[], runs: number): Promise<Found[]> {
  const found: Found[] = [];
  for (const [which, { answer, statements }] of asked.entries()) {
    const statement = statements.find(({ sql }) => sql.includes('candidates'));
    if (!statement) throw new Error('the API searched without its statement');
    const { name, text } = questions()[which] ?? { name: '', text: '' };
    const hits = (answer as { data: object[] }).data.length;
    found.push({
      question: name,
      text,
      ...(await explain(client, statement, { table: 'posts', runs })),
      hits,
    });
  }
  return found;
}
