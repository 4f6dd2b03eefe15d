import { AVATAR_FORMATS, AVATAR_SIDES } from '../users/avatar.dto.js';

/** The key of what the user sent, as they sent it. */
export function originalKey(id: string): string {
  return keyOf(id, 'original');
}

/** The key of one of the images, of those named by `avatar.dto.ts`. */
export function imageKey(id: string, side: number, format: string): string {
  return keyOf(id, `${side}.${format}`);
}

export function imageKeys(id: string): string[] {
  return AVATAR_SIDES.flatMap((side) => AVATAR_FORMATS.map((format) => imageKey(id, side, format)));
}

// Not all in one folder: of a UUID the last digits are the most random.
function keyOf(id: string, name: string): string {
  return `avatars/${id.slice(-2)}/${id}.${name}`;
}
