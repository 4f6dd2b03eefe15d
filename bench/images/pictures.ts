import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

/** Pictures of one size, as files. */
export interface Pictures {
  name: string;
  files: string[];
  /** Of all files together. */
  bytes: number;
}

const SIZES = [
  { width: 4000, height: 3000 },
  { width: 1200, height: 900 },
];
const OF_EACH = 3;

/** Photographs as far as decoders and encoders are concerned: soft colours everywhere, and the grain of a camera. */
export async function makePictures(folder: string): Promise<Pictures[]> {
  const sets: Pictures[] = [];
  for (const { width, height } of SIZES) {
    const files = Array.from({ length: OF_EACH }, (_, which) => join(folder, `${width}-${which}.jpg`));
    let bytes = 0;
    for (const [which, file] of files.entries()) {
      await photograph(width, height, which).toFile(file);
      bytes += (await stat(file)).size;
    }
    sets.push({ name: `${width} × ${height}`, files, bytes });
  }
  return sets;
}

function photograph(width: number, height: number, which: number): Sharp {
  // A few dots of colour, made as large as the picture.
  const dots = Buffer.from(
    Array.from({ length: 8 * 6 * 3 }, (_, index) => (index * (89 + which * 46) + which * 31) % 256),
  );
  const grain = { type: 'gaussian', mean: 128, sigma: 12 } as const;
  return sharp(dots, { raw: { width: 8, height: 6, channels: 3 } })
    .resize(width, height, { kernel: 'cubic', fit: 'fill' })
    .composite([
      {
        input: { create: { width, height, channels: 3, background: '#888', noise: grain } },
        blend: 'overlay',
      },
    ])
    .jpeg({ quality: 90 });
}
