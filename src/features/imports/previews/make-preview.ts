import { type SniffedCsv, sniffCsv } from '../../../platform/csv/sniff-csv.js';
import type { FieldError } from '../../../shared/app-error.js';
import type { Permission } from '../../../shared/permissions.js';
import { RowFaultDto } from '../rejects/import-reject.dto.js';
import { ownColumns } from '../rejects/reject-columns.js';
import type { ImportOptions } from '../targets/import-options.js';
import { importTarget, importTargets } from '../targets/import-targets.js';
import { fileErrors, formErrors } from '../targets/given-options.js';
import { proposeTarget } from '../targets/propose-mapping.js';
import { draftOptions, refuse } from '../targets/settle-options.js';
import type { PreviewOptionsDto } from './preview-options.dto.js';
import type { PreviewDto, PreviewProblemDto } from './preview.dto.js';
import { readSample, type SampledRow } from './read-sample.js';

const SHOWN_ROWS = 20;

/**
 * What an import would do with a file that begins so. Throws `validation_failed` for options that can never be right,
 * and `permission_missing`; what is only missing yet is said in the preview.
 */
export async function makePreview(
  head: Buffer,
  asked: PreviewOptionsDto,
  permissions: ReadonlySet<Permission>,
): Promise<PreviewDto> {
  const { target: wanted, delimiter, encoding, quote, header, ...given } = asked;
  const found = sniffCsv(head, { delimiter, encoding, quote, header });
  const sniffed = { ...found, columns: ownColumns(found.columns) };
  const { columns, dialect } = sniffed;
  refuse([...formErrors(given), ...fileErrors(sniffed)]);
  const name = wanted ?? proposeTarget(Object.values(importTargets), columns);
  const target = name === undefined ? undefined : importTarget(name);
  const draft = target && draftOptions(target, given, sniffed, permissions);
  const rows = await readSample(
    head,
    { dialect, columns },
    target && draft && { target, options: draft.options },
  );
  return {
    target: name,
    dialect,
    dialectBy: sniffed.by,
    columns,
    duplicates: sniffed.duplicates,
    fields: (target?.fields ?? []).map(({ name: field, required }) => ({ name: field, required })),
    mapping: draft?.options.mapping ?? {},
    errors: draft?.missing ?? [NO_TARGET],
    warnings: warningsOf(sniffed, draft?.options, rows),
    sampled: rows.length,
    rows: rows
      .slice(0, SHOWN_ROWS)
      .map((row) => ({ ...row, faults: row.faults.map((fault) => new RowFaultDto(fault)) })),
    problems: problemsOf(rows),
  };
}

const NO_TARGET: FieldError = {
  field: 'target',
  code: 'targetUnknown',
  message: 'the columns fit no target: say which one it is, and which column is which field',
};

function warningsOf(
  { by, dialect, columns, duplicates }: SniffedCsv,
  options: ImportOptions | undefined,
  rows: SampledRow[],
): string[] {
  const unused = columns.filter((column) => !Object.hasOwn(options?.mapping ?? {}, column));
  const warnings: string[] = [];
  if (duplicates.length > 0)
    warnings.push(`Names of columns that stand more than once: ${some(duplicates)}.`);
  if (options && unused.length > 0) warnings.push(`Columns that no field is made of: ${some(unused)}.`);
  if (by.header === 'guessed')
    warnings.push(
      `The first row is taken for ${dialect.header ? 'names of columns' : 'data'}, which is a guess.`,
    );
  if (by.delimiter === 'guessed') warnings.push('What stands between fields is a guess.');
  if (rows.length === 0) warnings.push('The file has no rows.');
  return warnings;
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => (name.length > 60 ? `${name.slice(0, 60)}…` : name));
  return shown.join(', ') + (names.length > 10 ? ' …' : '');
}

/** The most frequent first. */
function problemsOf(rows: SampledRow[]): PreviewProblemDto[] {
  const problems = new Map<string, PreviewProblemDto>();
  for (const { faults } of rows)
    for (const { field, code } of faults) {
      const key = `${field} ${code}`;
      const problem = problems.get(key) ?? { field: field ?? undefined, code, rows: 0 };
      problem.rows += 1;
      problems.set(key, problem);
    }
  return [...problems.values()].sort((a, b) => b.rows - a.rows);
}
