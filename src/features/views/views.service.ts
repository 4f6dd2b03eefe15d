import { Injectable } from '@nestjs/common';
import { Tallies } from '../../platform/tallies/tallies.js';
import type { Principal } from '../../shared/principal.js';
import { ShownPostsService } from '../posts/shown-posts.service.js';
import { ViewsRepository } from './views.repository.js';

const TALLY = 'post-views';

@Injectable()
export class ViewsService {
  constructor(
    private readonly posts: ShownPostsService,
    private readonly views: ViewsRepository,
    private readonly tallies: Tallies,
  ) {}

  /** Throws `post_not_found` and `count_unavailable`. */
  async count(postId: number, viewer: Principal | undefined): Promise<void> {
    const post = await this.posts.get(postId, viewer);
    await this.tallies.add(TALLY, post.id);
  }

  /** Adds what was counted since the last time to the posts, as a job does every minute. */
  record(): Promise<void> {
    return this.tallies.move(TALLY, (tx, views) => this.views.add(tx, views));
  }
}
