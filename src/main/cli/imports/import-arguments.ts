import { isUUID } from 'class-validator';
import { InvalidArgumentError } from 'commander';
import type { Transform } from '../../../features/imports/targets/import-options.js';

type Mapping = Record<string, string>;
type Transforms = Record<string, Transform[]>;

/** `E-mail=email`. Columns may have = in their names, fields have not. */
export function mappingArgument(text: string, before: Mapping): Mapping {
  const at = text.lastIndexOf('=');
  const [column, field] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || field === '') throw new InvalidArgumentError('must be like "E-mail=email".');
  return { ...before, [column]: field };
}

/** `email=lower`, `createdAt=date:dd.MM.yyyy`: one more step of a field. */
export function transformArgument(text: string, before: Transforms): Transforms {
  const [, field = '', step = '', value] = /^([^=]+)=([a-z]+)(?::(.*))?$/s.exec(text) ?? [];
  const transform = Object.hasOwn(STEPS, step) ? STEPS[step]?.(value) : undefined;
  if (!transform) throw new InvalidArgumentError(`must be like "email=lower" with one of: ${USAGE}.`);
  return { ...before, [field]: [...(before[field] ?? []), transform] };
}

/** What stands between fields, or around them. */
export function characterArgument(text: string): string {
  if (/^[\t -~]$/.test(text)) return text;
  throw new InvalidArgumentError('must be one ASCII character.');
}

/** As it was said when the import was made. */
export function importIdArgument(text: string): string {
  if (isUUID(text)) return text.toLowerCase();
  throw new InvalidArgumentError('must be the id of an import, a UUID.');
}

const STEPS: Record<string, (value: string | undefined) => Transform | undefined> = {
  trim: () => ({ do: 'trim' }),
  lower: () => ({ do: 'lower' }),
  upper: () => ({ do: 'upper' }),
  default: (value) => (value === undefined ? undefined : { do: 'default', value }),
  date: (format) => (format ? { do: 'date', format } : undefined),
  template: (template) => (template ? { do: 'template', template } : undefined),
  split: (value) => {
    const [, separator, part] = /^(.+):(\d+)$/s.exec(value ?? '') ?? [];
    return separator === undefined ? undefined : { do: 'split', separator, part: Number(part) };
  },
  number: (value) => {
    const [, decimal, thousands = ''] = /^([.,])([., ']?)$/.exec(value ?? '') ?? [];
    return decimal === undefined ? undefined : ({ do: 'number', decimal, thousands } as Transform);
  },
};

const USAGE =
  'trim, lower, upper, default:VALUE, date:FORMAT, template:TEXT, split:SEPARATOR:PART, number:DECIMAL[THOUSANDS]';
