import { DEFAULT_LANGUAGE, LANGUAGES } from '../../../shared/languages.js';
import { postsImported } from '../../posts/posts.events.js';
import { email, oneOf, text, time } from './checks.js';
import { creationField } from './creation-field.js';
import type { ImportTarget } from './import-target.js';

/**
 * Posts of users that are there already. One with an external id is known by it: what the system has for it that the
 * file comes from. What the API refuses of a post is refused here, too: see WritePostDto.
 */
export const postsTarget: ImportTarget = {
  name: 'posts',
  permission: 'posts:moderate',
  table: 'posts',
  fields: [
    {
      name: 'authorEmail',
      column: 'author_id',
      type: 'citext',
      required: true,
      empty: null,
      synonyms: ['author', 'author mail', 'written by', 'email', 'user email'],
      check: email(),
      lookup: {
        table: 'users',
        by: 'email',
        value: 'id',
        missing: { code: 'notFound', message: 'nobody has this e-mail address' },
      },
    },
    {
      name: 'title',
      column: 'title',
      type: 'text',
      required: true,
      empty: null,
      synonyms: ['headline', 'subject', 'post title', 'titel', 'titre', 'título'],
      check: text({ min: 1, max: 200 }),
    },
    {
      name: 'body',
      column: 'body',
      type: 'text',
      required: true,
      empty: null,
      synonyms: ['text', 'content', 'post body', 'inhalt', 'contenu'],
      check: text({ min: 1, max: 50_000, multiline: true }),
    },
    {
      name: 'language',
      column: 'language',
      type: 'text',
      required: false,
      empty: DEFAULT_LANGUAGE,
      synonyms: ['lang', 'locale', 'sprache', 'langue', 'idioma'],
      check: oneOf(LANGUAGES),
    },
    {
      // Whoever maps the column says which are drafts; without one all are published, as by the API.
      name: 'publishedAt',
      column: 'published_at',
      type: 'timestamptz(3)',
      required: false,
      empty: null,
      synonyms: ['published', 'publication date', 'date'],
      check: time({ past: true }),
    },
    creationField('written at'),
    {
      name: 'externalId',
      column: 'external_id',
      type: 'text',
      required: false,
      empty: null,
      synonyms: ['id', 'post id', 'guid', 'external key'],
      check: text({ min: 1, max: 200 }),
    },
  ],
  key: { field: 'externalId', constraint: 'posts_external_id_key' },
  imported: postsImported,
};
