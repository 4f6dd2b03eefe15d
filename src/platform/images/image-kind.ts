import { fileTypeFromBuffer } from 'file-type';

/** Enough of a file to know its kind and, nearly always, how many pixels it has. */
export const HEAD_BYTES = 65_536;

/** What images may be, by what they are and not by what they are called. */
const KINDS = new Set(['image/jpeg', 'image/png', 'image/apng', 'image/webp', 'image/avif', 'image/gif']);

/** The media type of an image of an accepted kind, known by how it begins; undefined for all else. */
export async function imageKind(head: Buffer): Promise<string | undefined> {
  const type = await fileTypeFromBuffer(head).catch(() => undefined);
  return type !== undefined && KINDS.has(type.mime) ? type.mime : undefined;
}
