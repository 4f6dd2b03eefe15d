export interface Question {
  /** A request to the API; the statement that answers it is looked at. */
  path: string;
  index: string;
}

/** What the API is asked that an index answers. The deep ones follow a cursor that the bench makes. */
export function questions({ users, posts }: { users: number; posts: number }): Question[] {
  void posts;
  return [
    { path: `users?email=user${Math.ceil(users / 3)}@example.com`, index: 'users_email_key' },
    { path: 'users?sort=-createdAt', index: 'users_created_at_idx' },
    { path: 'users?sort=name', index: 'users_name_idx' },
    { path: 'users?name=grace+head', index: 'users_name_trgm_idx' },
    { path: 'posts', index: 'posts_created_at_idx' },
    { path: 'posts?sort=title', index: 'posts_title_idx' },
    { path: 'posts?title=upcountry', index: 'posts_title_trgm_idx' },
    { path: 'posts?authorId=1', index: 'posts_author_id_created_at_idx' },
  ];
}
