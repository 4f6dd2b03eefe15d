import type { FieldError } from '../../../shared/app-error.js';
import type { ImportOptions } from '../targets/import-options.js';
import type { ImportTarget } from '../targets/import-target.js';
import { unknown } from '../targets/mapping-errors.js';
import { TransformError } from './transform-error.js';
import { compileTransform } from './transforms.js';

/** Transforms that can never work: of fields that there are not, dates without a year, columns that are none. */
export function transformErrors(target: ImportTarget, { columns, transforms }: ImportOptions): FieldError[] {
  return Object.entries(transforms).flatMap(([name, steps]) => {
    const field = `transforms.${name.slice(0, 60)}`;
    if (!target.fields.some((known) => known.name === name))
      return [{ field, code: 'unknownField', message: unknown(target, name) }];
    return steps.flatMap((step, index) => {
      const fault = faultOf(() => compileTransform(step, columns));
      if (fault === undefined) return [];
      return [{ field: `${field}.${index}`, code: 'badTransform', message: `${step.do} ${fault}` }];
    });
  });
}

function faultOf(compile: () => unknown): string | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    if (error instanceof TransformError) return error.message;
    throw error;
  }
}
