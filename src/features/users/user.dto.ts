import { IsEmail, MaxLength } from 'class-validator';
import { PartialType } from '@nestjs/swagger';
import { IsText } from '../../platform/http/is-text.js';
import type { User } from './user.entity.js';

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

export class UserDto {
  /** @example 1 */
  id!: number;

  /** @example "Ada Lovelace" */
  name!: string;

  /** @example ada@example.com */
  email!: string;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  /** @example 2026-01-31T09:30:00.000Z */
  updatedAt!: Date;

  readonly #version: number;

  constructor(user: User) {
    this.id = user.id;
    this.name = user.name;
    this.email = user.email;
    this.createdAt = user.createdAt;
    this.updatedAt = user.updatedAt;
    this.#version = user.version;
  }

  entityTag(): string {
    return `"${this.#version}"`;
  }
}
