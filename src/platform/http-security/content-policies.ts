import { createHash } from 'node:crypto';

export type ContentPolicy = Record<string, string[]>;

/** For everything that is not a page: a browser that shows it loads and runs nothing. */
export const NOTHING: ContentPolicy = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** For pages: files of our own, nothing inline, nothing from elsewhere, in no frame. */
export const PAGE: ContentPolicy = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

/** PAGE, and the inline styles that stand in this very text, of a tool that brings its own page. Its scripts stay files. */
export function pagePolicy(html: string): ContentPolicy {
  const blocks = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, css = '']) => css);
  const attributes = [...html.matchAll(/\sstyle="([^"]*)"/g)].map(([, css = '']) => css);
  const hashes = [...new Set([...blocks, ...attributes])].map(hash);
  return {
    ...PAGE,
    'style-src': [...(PAGE['style-src'] ?? []), "'unsafe-hashes'", ...hashes],
    // A page that says where it stands means here.
    ...(html.includes('<base ') && { 'base-uri': ["'self'"] }),
  };
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
