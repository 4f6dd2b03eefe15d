export interface ImageSize {
  width: number;
  height: number;
}

/**
 * The size that an image says it has where it begins, so that the largest can be refused unread. Undefined when it is
 * not said there. Reads the few bytes that matter itself: no decoder is asked in a process that serves requests.
 */
export function sizeInHeader(type: string, head: Buffer): ImageSize | undefined {
  try {
    return READERS[type]?.(head);
  } catch (error) {
    // It ends before.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const READERS: Record<string, (head: Buffer) => ImageSize | undefined> = {
  'image/png': ofPng,
  'image/apng': ofPng,
  'image/gif': (head) => ({ width: head.readUInt16LE(6), height: head.readUInt16LE(8) }),
  'image/jpeg': ofJpeg,
  'image/webp': ofWebp,
  'image/avif': ofAvif,
};

// IHDR has to be the first chunk.
function ofPng(head: Buffer): ImageSize {
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}

// Segment after segment, each with its length, up to the one that starts a frame (SOF0 to SOF15 without DHT, JPG, DAC).
function ofJpeg(head: Buffer): ImageSize | undefined {
  for (let at = 2; at < head.length;) {
    if (head.readUInt8(at) !== 0xff) return undefined;
    const marker = head.readUInt8(at + 1);
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: head.readUInt16BE(at + 5), width: head.readUInt16BE(at + 7) };
    else at += 2 + head.readUInt16BE(at + 2);
  }
  return undefined;
}

function ofWebp(head: Buffer): ImageSize | undefined {
  const format = head.toString('latin1', 12, 16);
  if (format === 'VP8 ')
    return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
  if (format === 'VP8X') return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
  if (format !== 'VP8L') return undefined;
  const bits = head.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
}

// Of the sizes of all its parts (`ispe` boxes) the largest, which is that of the whole.
function ofAvif(head: Buffer): ImageSize | undefined {
  let largest: ImageSize | undefined;
  for (let at = head.indexOf('ispe'); at !== -1; at = head.indexOf('ispe', at + 4)) {
    const size = { width: head.readUInt32BE(at + 8), height: head.readUInt32BE(at + 12) };
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}
