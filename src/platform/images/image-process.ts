import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import workerpool from 'workerpool';

// A program of its own, started by image-processes.ts: what a hostile image does to it, it does to nothing else. It
// knows no secret, and is ended when it takes too long.

/** What is to be made of an image: squares, each as WebP and AVIF, as files in a folder. */
export interface SquaresTask {
  input: string;
  folder: string;
  /** Sides in pixels. One that is longer than the image becomes as long as that. */
  sides: readonly number[];
  maxPixels: number;
}

export interface MadeImage {
  path: string;
  side: number;
  format: 'webp' | 'avif';
  bytes: number;
}

/** What is wrong with an image, which it will be next time, too. */
export interface Refusal {
  refused: 'image_unreadable' | 'image_too_large';
  message: string;
}

interface Picture {
  data: Buffer;
  info: { width: number; height: number; channels: 1 | 2 | 3 | 4 };
}

// One image at a time: the processes are what is parallel.
sharp.concurrency(1);
sharp.cache(false);
// Whatever else libvips can read (SVG, PDF, RAW …) is far more code.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Nsgif'].map((format) => `VipsForeignLoad${format}`),
});

async function squares({ input, folder, sides, maxPixels }: SquaresTask): Promise<MadeImage[] | Refusal> {
  const largest = await picture(input, Math.max(...sides), maxPixels);
  if ('refused' in largest) return largest;
  const made: MadeImage[] = [];
  for (const side of sides) {
    const square = sharp(largest.data, { raw: largest.info }).resize(side, side, {
      withoutEnlargement: true,
    });
    made.push(await keep(square.clone().webp({ quality: 80 }), join(folder, `${side}.webp`), side, 'webp'));
    made.push(
      await keep(square.clone().avif({ quality: 55, effort: 3 }), join(folder, `${side}.avif`), side, 'avif'),
    );
  }
  return made;
}

/** The middle of an image as a square, turned as its camera was held, without all that is said about it. */
async function picture(input: string, side: number, maxPixels: number): Promise<Picture | Refusal> {
  try {
    const { width, height } = await sharp(input, { limitInputPixels: false }).metadata();
    if (width * height > maxPixels) {
      const message = `The image has ${width} × ${height} pixels; ${maxPixels} are the most.`;
      return { refused: 'image_too_large', message };
    }
    const length = Math.min(side, width, height);
    // The first frame of an animation.
    const image = sharp(input, { limitInputPixels: maxPixels, failOn: 'error', pages: 1, autoOrient: true });
    const shrunk = image
      .resize(length, length, { fit: 'cover' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' });
    return await shrunk.toBuffer({ resolveWithObject: true });
  } catch {
    return {
      refused: 'image_unreadable',
      message: 'The file is no image that can be read: it is damaged or cut off.',
    };
  }
}

async function keep(
  image: Sharp,
  path: string,
  side: number,
  format: MadeImage['format'],
): Promise<MadeImage> {
  await image.toFile(path);
  return { path, side, format, bytes: (await stat(path)).size };
}

workerpool.worker({ squares });
