import type { PageMetaDto } from '../../platform/http/page.dto.js';
import { type AuthorDto, PostDto } from '../posts/post.dto.js';
import type { LikedPost } from './likes.service.js';
import type { PostLike } from './post-like.entity.js';

/** That a user likes a post. */
export class LikeDto {
  user!: AuthorDto;

  /** @example 2026-01-31T09:30:00.000Z */
  likedAt!: Date;

  constructor({ user, createdAt }: PostLike) {
    this.user = { id: user.id, name: user.name };
    this.likedAt = createdAt;
  }
}

/** That one likes a post oneself. */
export class OwnLikeDto {
  /** @example 2026-01-31T09:30:00.000Z */
  likedAt!: Date;
}

export class LikeListDto {
  data!: LikeDto[];
  meta!: PageMetaDto;
}

export class LikedPostDto {
  post: PostDto;

  /** @example 2026-01-31T09:30:00.000Z */
  likedAt: Date;

  constructor({ post, likedAt }: LikedPost) {
    this.post = new PostDto(post);
    this.likedAt = likedAt;
  }
}

export class LikedPostListDto {
  data!: LikedPostDto[];
  meta!: PageMetaDto;
}
