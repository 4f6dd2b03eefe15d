/**
 * The languages whose words the database knows to reduce to their stems, by BCP 47 tag. `und`, undetermined, is any
 * other: words are found as they are written.
 */
export const LANGUAGES = [
  'da',
  'de',
  'en',
  'es',
  'fi',
  'fr',
  'hu',
  'it',
  'nl',
  'no',
  'pt',
  'ro',
  'ru',
  'sv',
  'tr',
  'und',
] as const;
export type Language = (typeof LANGUAGES)[number];

export const DEFAULT_LANGUAGE: Language = 'en';

/**
 * What stands between words, whatever PostgreSQL takes it for: a slash for a path, angle brackets for a tag, and where
 * LC_CTYPE is C, everything that is not ASCII for a letter. A search reads commas in their place.
 */
export const SEPARATORS = '<>/–—…“”„‚‘’«»‹›·•¡¿\u00a0';
