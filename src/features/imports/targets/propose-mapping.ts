import type { ImportField, ImportTarget } from './import-target.js';

/**
 * Column → field, by their names: fields that are called like a column, then those with a synonym that is. Each field
 * has one column, the first, and each column one field.
 *
 * @param permitted fields that may be mapped
 */
export function proposeMapping(
  target: ImportTarget,
  columns: readonly string[],
  permitted: (field: ImportField) => boolean = () => true,
): Record<string, string> {
  const names = new Map(columns.map((column) => [column, normalized(column)] as const));
  const found = new Map<string, string>();
  for (const namesOf of [(field: ImportField) => [field.name], ({ synonyms }: ImportField) => synonyms])
    for (const field of target.fields.filter(permitted)) {
      if ([...found.values()].includes(field.name)) continue;
      const known = new Set(namesOf(field).map(normalized));
      const column = columns.find((name) => !found.has(name) && known.has(names.get(name) ?? ''));
      if (column !== undefined) found.set(column, field.name);
    }
  return Object.fromEntries(columns.flatMap((name) => (found.has(name) ? [[name, found.get(name)!]] : [])));
}

/** Name of the target whose fields the columns fit best: all that it requires, then the most; undefined when none fits. */
export function proposeTarget(
  targets: readonly ImportTarget[],
  columns: readonly string[],
): string | undefined {
  const fits = targets.map((target) => ({ target, mapped: Object.values(proposeMapping(target, columns)) }));
  const whole = ({ target, mapped }: (typeof fits)[number]) =>
    target.fields.every(({ name, required }) => !required || mapped.includes(name));
  return fits
    .filter(({ mapped }) => mapped.length > 0)
    .sort((a, b) => Number(whole(b)) - Number(whole(a)) || b.mapped.length - a.mapped.length)[0]?.target.name;
}

/** `E-Mail Address`, `e_mail_address` and `emailAddress` are the same. */
function normalized(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
