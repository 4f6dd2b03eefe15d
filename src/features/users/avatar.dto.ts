/** Sides of the squares that are made of a picture, in pixels. */
export const AVATAR_SIDES = [64, 256, 512] as const;
export const AVATAR_FORMATS = ['webp', 'avif'] as const;

export class AvatarImageDto {
  /**
   * Width and height in pixels; a picture that was smaller than that stays as small.
   * @example 256
   */
  side!: number;

  /** @example /api/v1/avatars/0199c1d4-7d2f-7c3a-9a55-0c2f6e1f7b10/256.webp */
  webp!: string;

  /** @example /api/v1/avatars/0199c1d4-7d2f-7c3a-9a55-0c2f6e1f7b10/256.avif */
  avif!: string;
}

/** A picture of a user. What its addresses name never changes: another picture has others. */
export class AvatarDto {
  /** @example 0199c1d4-7d2f-7c3a-9a55-0c2f6e1f7b10 */
  id!: string;

  images!: AvatarImageDto[];

  constructor(id: string) {
    this.id = id;
    this.images = AVATAR_SIDES.map((side) => ({
      side,
      webp: `/api/v1/avatars/${id}/${side}.webp`,
      avif: `/api/v1/avatars/${id}/${side}.avif`,
    }));
  }
}
