import { AppError, type FieldError } from '../../../shared/app-error.js';
import type { Permission } from '../../../shared/permissions.js';
import { fileErrors, formErrors, type GivenOptions, type KnownFile } from './given-options.js';
import type { ImportOptions } from './import-options.js';
import { type ImportField, type ImportTarget, writtenFields, writtenKey } from './import-target.js';
import { mappingErrors, missingFields } from './mapping-errors.js';
import { proposeMapping } from './propose-mapping.js';
import { transformErrors } from '../transforms/transform-errors.js';

export type Permissions = ReadonlySet<Permission>;

/**
 * All options of an import: what is given, and what is proposed for the rest. Throws `validation_failed` with every
 * fault of them, and `permission_missing` when the target, a field or invitations need more.
 */
export function settleOptions(
  target: ImportTarget,
  given: GivenOptions,
  file: KnownFile,
  permissions: Permissions,
): ImportOptions {
  const { options, missing } = draftOptions(target, given, file, permissions);
  refuse(missing);
  return options;
}

/** The same, though fields that are required have no column yet: these are named in `missing`. */
export function draftOptions(
  target: ImportTarget,
  given: GivenOptions,
  file: KnownFile,
  permissions: Permissions,
): { options: ImportOptions; missing: FieldError[] } {
  refuse([...formErrors(given), ...fileErrors(file)]);
  const options = proposeOptions(target, given, file, permissions);
  const missing = missingFields(target, options);
  const errors = [
    ...mappingErrors(target, options),
    ...transformErrors(target, options),
    ...policyErrors(target, options),
  ];
  if (errors.length > 0) refuse([...errors, ...missing]);
  const denied = deniedPart(target, options, permissions);
  if (denied) throw new AppError('forbidden', 'permission_missing', `You may not ${denied}.`);
  return { options, missing };
}

function proposeOptions(
  target: ImportTarget,
  given: GivenOptions,
  { dialect, columns }: KnownFile,
  permissions: Permissions,
): ImportOptions {
  return {
    dialect,
    columns,
    mapping: given.mapping ?? proposeMapping(target, columns, (field) => isAllowed(field, permissions)),
    transforms: given.transforms ?? {},
    onConflict: given.onConflict ?? 'skip',
    batchSize: given.batchSize ?? null,
    dryRun: given.dryRun ?? false,
    invite: given.invite ?? false,
  };
}

function policyErrors(target: ImportTarget, options: ImportOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (options.onConflict === 'update' && !writtenKey(target, options)) {
    const key = target.key?.field;
    const message = key ? `needs a column for ${key}` : `is not possible with ${target.name}`;
    errors.push({ field: 'onConflict', code: 'keyMissing', message: `onConflict update ${message}` });
  }
  if (options.invite && !target.invites)
    errors.push({ field: 'invite', code: 'notPossible', message: 'invite is possible with users only' });
  return errors;
}

/** What somebody wants and may not. An import is to allow nobody what other routes refuse them. */
function deniedPart(
  target: ImportTarget,
  options: ImportOptions,
  permissions: Permissions,
): string | undefined {
  if (!isAllowed(target, permissions)) return `import ${target.name}`;
  if (options.invite && !permissions.has('emails:send')) return 'send invitations';
  const field = writtenFields(target, options).find((each) => !isAllowed(each, permissions));
  return field && `import the field ${field.name}`;
}

function isAllowed({ permission }: Pick<ImportField, 'permission'>, permissions: Permissions): boolean {
  return permission === undefined || permissions.has(permission);
}

const MAX_ERRORS = 100;

/** Throws `validation_failed` if there are any. */
export function refuse(errors: FieldError[]): void {
  if (errors.length === 0) return;
  throw new AppError('invalid', 'validation_failed', 'Some fields are not valid.', {
    errors: errors.slice(0, MAX_ERRORS),
  });
}
