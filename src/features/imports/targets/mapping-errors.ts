import type { FieldError } from '../../../shared/app-error.js';
import type { ImportOptions } from './import-options.js';
import type { ImportTarget } from './import-target.js';

type Mapped = Pick<ImportOptions, 'columns' | 'mapping' | 'transforms'>;

/** Columns and fields that there are not, and fields with two columns. */
export function mappingErrors(target: ImportTarget, { columns, mapping }: Mapped): FieldError[] {
  const known = new Set(columns);
  const taken = new Map<string, string>();
  return Object.entries(mapping).flatMap(([column, field]) => {
    const error = (code: string, message: string) => [{ field: `mapping.${shown(column)}`, code, message }];
    if (!known.has(column))
      return error('unknownColumn', `the file has no column ${shown(column)}${alternatives(columns)}`);
    if (!target.fields.some(({ name }) => name === field))
      return error('unknownField', unknown(target, field));
    const other = taken.get(field);
    if (other !== undefined)
      return error('fieldTwice', `${field} has a column already, which is ${shown(other)}`);
    taken.set(field, column);
    return [];
  });
}

/** Fields that are required and have neither a column nor a text by a transform. */
export function missingFields(target: ImportTarget, { mapping, transforms }: Mapped): FieldError[] {
  const columnsOf = new Set(Object.values(mapping));
  const made = (name: string) => (transforms[name] ?? []).some((step) => MAKES_TEXT.has(step.do));
  return target.fields
    .filter(({ name, required }) => required && !columnsOf.has(name) && !made(name))
    .map(({ name }) => ({
      field: 'mapping',
      code: 'fieldMissing',
      message: `${name} is required: map a column to it, or make it by a default or a template`,
    }));
}

const MAKES_TEXT = new Set(['default', 'template']);

export function unknown(target: ImportTarget, field: string): string {
  return `${target.name} have no field ${shown(field)}; there are ${target.fields.map(({ name }) => name).join(', ')}`;
}

function alternatives(columns: readonly string[]): string {
  const some = columns.slice(0, 20).map(shown).join(', ');
  return some === '' ? '' : `; there are ${some}${columns.length > 20 ? ' …' : ''}`;
}

function shown(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
