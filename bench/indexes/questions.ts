import { RARE_TAG } from '../data-set/rows.ts';
import { WORDS } from '../data-set/vocabulary.ts';

export interface Question {
  /** A request to the API; the statement that answers it is looked at. */
  path: string;
  index: string;
  /** Others that would do nearly as well, and are dropped with it. */
  likewise?: string[];
}

/** What the API is asked and an index answers; a row for each filter and sort. */
export function questions({ users }: { users: number }): Question[] {
  const somebody = Math.ceil(users / 3);
  return [
    { path: `users?email=user${somebody}@example.com`, index: 'users_email_key' },
    { path: 'users?sort=-createdAt', index: 'users_created_at_idx' },
    { path: 'users?sort=name', index: 'users_name_idx' },
    { path: `users?name=grace+${WORDS[1000]}`, index: 'users_name_trgm_idx' },
    { path: 'posts', index: 'posts_published_at_idx' },
    { path: 'posts?sort=-createdAt', index: 'posts_created_at_idx' },
    { path: 'posts?sort=title', index: 'posts_title_idx' },
    { path: `posts?title=${WORDS[60]}+${WORDS[61]}`, index: 'posts_title_trgm_idx' },
    {
      path: `posts?authorId=${somebody}`,
      index: 'posts_author_id_published_at_idx',
      likewise: ['posts_author_id_created_at_idx'],
    },
    { path: `posts?tag=${RARE_TAG}`, index: 'post_tags_tag_idx' },
    { path: 'posts/top', index: 'post_counters_like_count_idx' },
    { path: 'users/top', index: 'user_counters_post_count_idx' },
  ];
}
