import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/transaction.js';
import { Events } from '../../platform/events/events.js';
import { countersMadeRight } from '../counters/counters.events.js';
import { postDeleted, postPublished, postsCreated, postsImported } from '../posts/posts.events.js';
import { userDeleted } from '../users/users.events.js';
import { TopUsersService } from './top-users.service.js';

/** Keeps the ranking of users as posts come and go; in every process, because any may be the one where they do. */
@Injectable()
export class FollowPosts {
  constructor(
    events: Events,
    private readonly users: TopUsersService,
  ) {
    for (const event of [postsCreated, postPublished, postDeleted])
      events.subscribe(event, (tx, { authorId, listed }) => {
        if (listed) this.#change(tx, authorId);
      });
    events.subscribe(userDeleted, (tx, { id }) => this.#change(tx, id));
    events.subscribe(postsImported, (tx) => this.#forget(tx));
    events.subscribe(countersMadeRight, (tx, { table }) => {
      if (table === 'user_counters') this.#forget(tx);
    });
  }

  #forget(tx: Transaction): void {
    tx.afterCommit(() => this.users.forget());
  }

  #change(tx: Transaction, userId: number): void {
    tx.afterCommit(() => this.users.change([userId]));
  }
}
