import type { RowFault } from '../rejects/row-fault.js';
import type { ImportOptions } from '../targets/import-options.js';
import {
  type ImportField,
  type ImportTarget,
  type Problem,
  writtenFields,
} from '../targets/import-target.js';
import { compileTransforms, type Step } from '../transforms/transforms.js';
import { COPY_NULL, copyValue } from './copy-text.js';
import { shownText } from './shown-record.js';

export interface ReadRow {
  /** As COPY has it, with its line end; undefined when something is wrong. */
  copy: string | undefined;
  /** Text of the key, empty when the row has none. */
  key: string;
  /** What is wrong. */
  faults: RowFault[] | undefined;
}

interface FieldReader {
  field: ImportField;
  /** Of its column in the record; -1 when it has none. */
  index: number;
  column: string | null;
  step: Step | undefined;
  /** What an empty text becomes, or what is wrong with it. */
  empty: string | null | Problem;
}

/**
 * Reads rows: transforms and checks are looked up once and not for each of them. What is returned is changed by the
 * next call.
 */
export function compileRow(target: ImportTarget, options: ImportOptions): (record: string[]) => ReadRow {
  const readers = writtenFields(target, options).map((field) => fieldReader(field, options));
  const keyAt = readers.findIndex(({ field }) => field.name === target.key?.field);
  const width = options.columns.length;
  const row: ReadRow = { copy: undefined, key: '', faults: undefined };
  return (record) => {
    row.copy = undefined;
    row.faults = undefined;
    row.key = '';
    if (record.length !== width) {
      row.faults = [ragged(record.length, width)];
      return row;
    }
    let line = '';
    for (let at = 0; at < readers.length; at++) {
      const reader = readers[at]!;
      const value = readField(reader, record);
      if (value !== null && typeof value !== 'string') {
        (row.faults ??= []).push(faultOf(reader, record, value));
        continue;
      }
      const copied = value === null ? COPY_NULL : copyValue(value);
      line = at === 0 ? copied : `${line}\t${copied}`;
      if (at === keyAt) row.key = value ?? '';
    }
    if (row.faults === undefined) row.copy = `${line}\n`;
    return row;
  };
}

export interface ShownRow {
  /** By field; those that are empty or wrong are left out. */
  values: Record<string, string>;
  faults: RowFault[];
}

/** The same for people, field by field. */
export function compileShownRow(
  target: ImportTarget,
  options: ImportOptions,
): (record: readonly string[]) => ShownRow {
  const readers = writtenFields(target, options).map((field) => fieldReader(field, options));
  const width = options.columns.length;
  return (record) => {
    const row: ShownRow = { values: {}, faults: [] };
    if (record.length !== width) return { ...row, faults: [ragged(record.length, width)] };
    for (const reader of readers) {
      const value = readField(reader, record);
      if (typeof value === 'string') row.values[reader.field.name] = value;
      else if (value !== null) row.faults.push(faultOf(reader, record, value));
    }
    return row;
  };
}

function fieldReader(field: ImportField, options: ImportOptions): FieldReader {
  const [column = null] = Object.entries(options.mapping).find(([, mapped]) => mapped === field.name) ?? [];
  const transforms = Object.hasOwn(options.transforms, field.name) ? options.transforms[field.name] : [];
  const missing = { code: 'isNotEmpty', message: 'must not be empty' };
  return {
    field,
    index: column === null ? -1 : options.columns.indexOf(column),
    column,
    step: compileTransforms(transforms ?? [], options.columns),
    empty: field.required ? missing : field.empty,
  };
}

/** A text for the database, null for NULL, or what is wrong. */
function readField(reader: FieldReader, record: readonly string[]): string | null | Problem {
  const { field, index, step, empty } = reader;
  const text = record[index] ?? '';
  const changed = step ? step(text, record) : text;
  if (typeof changed !== 'string') return changed;
  if (changed === '') return empty;
  return field.check(changed);
}

const MAX_VALUE = 200;

function faultOf(
  { field, index, column, step }: FieldReader,
  record: readonly string[],
  problem: Problem,
): RowFault {
  const changed = index < 0 ? step?.('', record) : record[index];
  const value = typeof changed === 'string' ? changed : '';
  const message = `${field.name} ${problem.message}`;
  return { column, field: field.name, code: problem.code, message, value: shownText(value, MAX_VALUE) };
}

function ragged(fields: number, width: number): RowFault {
  const code = fields < width ? 'tooFewFields' : 'tooManyFields';
  const message = `The row has ${fields} fields; the file has ${width} columns.`;
  return { column: null, field: null, code, message, value: null };
}
