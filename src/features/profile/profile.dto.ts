import type { Role } from '../../shared/permissions.js';
import { AvatarDto } from '../users/avatar.dto.js';
import type { User } from '../users/user.entity.js';

/** What a user sees of their own account. */
export class ProfileDto {
  /** @example 1 */
  id!: number;

  /** @example "Ada Lovelace" */
  name!: string;

  /** @example ada@example.com */
  email!: string;

  /**
   * Whether mail to the address was shown to reach its owner.
   * @example true
   */
  emailVerified!: boolean;

  /**
   * user, moderator or admin.
   * @example user
   */
  role!: Role;

  /** The picture that others see; null for none. */
  avatar!: AvatarDto | null;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  /** @example 2026-01-31T09:30:00.000Z */
  updatedAt!: Date;

  readonly #version: number;

  constructor(user: User) {
    this.id = user.id;
    this.name = user.name;
    this.email = user.email;
    this.emailVerified = user.emailVerifiedAt !== null;
    this.role = user.role;
    this.avatar = user.avatarId === null ? null : new AvatarDto(user.avatarId);
    this.createdAt = user.createdAt;
    this.updatedAt = user.updatedAt;
    this.#version = user.version;
  }

  entityTag(): string {
    return `"${this.#version}"`;
  }
}
