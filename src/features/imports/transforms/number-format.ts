import type { Problem } from '../targets/import-target.js';
import { TransformError } from './transform-error.js';

interface NumberFormat {
  decimal: '.' | ',';
  thousands: '' | '.' | ',' | ' ' | "'";
}

/** Makes plain numbers, with a point before decimals, of those that are written in another way. Throws TransformError. */
export function numberReader({ decimal, thousands }: NumberFormat): (text: string) => string | Problem {
  if (decimal === thousands)
    throw new TransformError('has the same character before decimals and between thousands');
  const separator = SEPARATORS[thousands];
  const integer = separator ? `(?:\\d{1,3}(?:${separator}\\d{3})+|\\d+)` : '\\d+';
  const pattern = new RegExp(`^([+-]?)(${integer})(?:\\${decimal}(\\d+))?$`);
  const between = new RegExp(separator || '(?!)', 'g');
  const example = `1${thousands}234${decimal}5`;
  const problem = { code: 'isNumber', message: `must be a number such as ${example}` };
  return (text) => {
    const match = pattern.exec(text);
    if (!match) return problem;
    const [, sign, digits = '', decimals] = match;
    return `${sign === '-' ? '-' : ''}${digits.replace(between, '')}${decimals ? `.${decimals}` : ''}`;
  };
}

// Spaces of typesetters are spaces, and so are their apostrophes.
const SEPARATORS = { '': '', '.': '\\.', ',': ',', ' ': '[ \u00a0\u2009\u202f]', "'": "['’]" } as const;
