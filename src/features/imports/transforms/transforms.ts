import { dateReader } from './date-format.js';
import type { Transform } from '../targets/import-options.js';
import type { Problem } from '../targets/import-target.js';
import { numberReader } from './number-format.js';
import { template } from './template.js';

/** From the text of a column, empty where there is none, to that of a field. */
export type Step = (text: string, record: readonly string[]) => string | Problem;

/**
 * One function for steps that are done in order; undefined when there are none. The first that cannot be done says what
 * is wrong. Throws TransformError for a step that can never be done.
 */
export function compileTransforms(
  transforms: readonly Transform[],
  columns: readonly string[],
): Step | undefined {
  const steps = transforms.map((transform) => compileTransform(transform, columns));
  if (steps.length < 2) return steps[0];
  return (text, record) => {
    let value = text;
    for (const step of steps) {
      const next = step(value, record);
      if (typeof next !== 'string') return next;
      value = next;
    }
    return value;
  };
}

/** @throws {TransformError} */
export function compileTransform(transform: Transform, columns: readonly string[]): Step {
  switch (transform.do) {
    case 'trim':
      return (text) => text.trim();
    case 'lower':
      return (text) => text.toLowerCase();
    case 'upper':
      return (text) => text.toUpperCase();
    case 'default':
      return (text) => (text === '' ? transform.value : text);
    case 'split':
      return part(transform.separator, transform.part);
    case 'date':
      return unlessEmpty(dateReader(transform.format));
    case 'number':
      return unlessEmpty(numberReader(transform));
    case 'template':
      return template(transform.template, columns);
  }
}

function part(separator: string, index: number): Step {
  return (text) => text.split(separator, index + 1)[index] ?? '';
}

// Whether a field may be empty is not for its format to say.
function unlessEmpty(read: (text: string) => string | Problem): Step {
  return (text) => (text === '' ? '' : read(text));
}
