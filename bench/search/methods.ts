import type { Question } from './questions.ts';

/** A way to find posts by what is in their titles. */
export interface Method {
  name: string;
  /** The index that it needs, unless the product has it. */
  index: string;
  create?: string;
  /** With the text as `$1`; undefined for what it has no means to ask. */
  condition: (question: Question) => string | undefined;
}

const CONTAINS = `title ILIKE '%' || $1 || '%'`;
// Where a word begins: at the start or after a space, which is all that titles have between words.
const WORD_BEGINS = `(title ILIKE $1 || '%' OR title ILIKE '% ' || $1 || '%')`;

const like = ({ kind }: Question): string => (kind === 'prefix' ? WORD_BEGINS : CONTAINS);

export const METHODS: readonly Method[] = [
  { name: 'scan, ILIKE', index: '', condition: like },
  {
    name: 'btree, text_pattern_ops',
    index: 'bench_title_prefix_idx',
    create: `CREATE INDEX bench_title_prefix_idx ON posts (lower(title) text_pattern_ops)`,
    condition: () => `lower(title) LIKE $1 || '%'`,
  },
  {
    name: 'GIN, trigrams',
    index: 'posts_title_trgm_idx',
    condition: (question) => (question.kind === 'typo' ? `$1 <% title` : like(question)),
  },
  {
    name: 'GIN, full text',
    index: 'bench_title_words_idx',
    create: `CREATE INDEX bench_title_words_idx ON posts USING gin (to_tsvector('english', title))`,
    condition: ({ kind }) => {
      const query = TO_QUERY[kind];
      return query && `to_tsvector('english', title) @@ ${query}`;
    },
  },
];

const TO_QUERY: Partial<Record<Question['kind'], string>> = {
  word: `plainto_tsquery('english', $1)`,
  phrase: `phraseto_tsquery('english', $1)`,
  prefix: `to_tsquery('english', $1 || ':*')`,
  typo: `plainto_tsquery('english', $1)`,
};
