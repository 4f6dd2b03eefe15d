import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** A picture with a red left and a blue right half. */
export function anImage(width = 800, height = 600): Sharp {
  const half = { width: Math.ceil(width / 2), height, channels: 3, background: '#00f' } as const;
  return sharp({ create: { width, height, channels: 3, background: '#f00' } }).composite([
    { input: { create: half }, left: Math.floor(width / 2), top: 0 },
  ]);
}

/** A picture in which no pixel is like the one beside it, so that it is large and takes long. */
export function aNoisyImage(width: number, height: number): Sharp {
  const noise = { type: 'gaussian', mean: 128, sigma: 80 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#888', noise } });
}

/** A photograph that was taken with the camera on its side, and says where. */
export function aPhotograph(): Promise<Buffer> {
  const exif = {
    IFD0: { Artist: 'Ada Lovelace', Copyright: 'nobody else' },
    IFD3: {
      GPSLatitudeRef: 'N',
      GPSLatitude: '51/1 30/1 0/1',
      GPSLongitudeRef: 'W',
      GPSLongitude: '0/1 7/1 0/1',
    },
  };
  return anImage(800, 400).withMetadata({ orientation: 6 }).withExifMerge(exif).jpeg().toBuffer();
}

/** Three frames: red, green, blue. */
export async function anAnimation(): Promise<Buffer> {
  const frames = ['#f00', '#0f0', '#00f'].map((background) =>
    sharp({ create: { width: 100, height: 100, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(frames), { join: { animated: true } })
    .gif()
    .toBuffer();
}

/** A PNG of a few bytes that says it has this size. */
export function aPngThatSays(width: number, height: number): Buffer {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    pngChunk('IHDR', size),
    pngChunk('IDAT', Buffer.alloc(0)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A JPEG that says its size only after so much else that nobody looks that far before it is decoded. */
export async function aJpegThatSaysItsSizeLate(width: number, height: number): Promise<Buffer> {
  const jpeg = await sharp({ create: { width, height, channels: 3, background: '#fff' } })
    .jpeg({ quality: 1 })
    .toBuffer();
  const comment = Buffer.alloc(60_000, 'x');
  comment.set([0xff, 0xfe, (comment.length - 2) >> 8, (comment.length - 2) & 0xff]);
  return Buffer.concat([jpeg.subarray(0, 2), comment, comment, jpeg.subarray(2)]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
