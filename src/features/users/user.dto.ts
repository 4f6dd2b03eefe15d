import { IsEmail, MaxLength } from 'class-validator';
import { ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { IsText } from '../../platform/http/is-text.js';
import { type Role, ROLES } from '../../shared/permissions.js';
import type { Principal } from '../../shared/principal.js';
import { AvatarDto } from './avatar.dto.js';
import type { ShownUser } from './user.entity.js';
import { maySeePrivate } from './user.policy.js';

/** What a client says of a user. */
export class WriteUserDto {
  /**
   * 1 to 200 characters on one line.
   * @example "Ada Lovelace"
   */
  @IsText({ min: 1, max: 200 })
  name!: string;

  /**
   * Unique without regard to case; 254 characters at the most.
   * @example ada@example.com
   */
  @IsEmail()
  @MaxLength(254)
  // A quoted local part may hold line breaks, which a mail header must not.
  @IsText({ min: 3, max: 254 })
  email!: string;
}

/** The fields that change; those left out stay. */
export class PatchUserDto extends PartialType(WriteUserDto, { skipNullProperties: false }) {}

/** What is shown of a user: address and role only to oneself and to those with `users:read_private`. */
export class UserDto {
  /** @example 1 */
  id!: number;

  /** @example "Ada Lovelace" */
  name!: string;

  /** @example ada@example.com */
  email?: string;

  /** user, moderator or admin. */
  @ApiPropertyOptional({ enum: ROLES, example: 'user' })
  role?: Role;

  /** The picture of the user; null for none. */
  avatar!: AvatarDto | null;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  /** @example 2026-01-31T09:30:00.000Z */
  updatedAt!: Date;

  readonly #tag: string;

  constructor(user: ShownUser, viewer: Principal | undefined) {
    const isPrivate = maySeePrivate(viewer, user.id);
    this.id = user.id;
    this.name = user.name;
    if (isPrivate) Object.assign(this, { email: user.email, role: user.role });
    this.avatar = user.avatarId === null ? null : new AvatarDto(user.avatarId);
    this.createdAt = user.createdAt;
    this.updatedAt = user.updatedAt;
    this.#tag = isPrivate ? `"${user.version}"` : `"${user.version}.0"`;
  }

  /** Another one for those who see less: what a browser kept from before it signed in is not what it sees then. */
  entityTag(): string {
    return this.#tag;
  }
}
