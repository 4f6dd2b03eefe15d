export interface TextLimits {
  /** In Unicode code points. */
  min: number;
  max: number;
  /** Whether line breaks and tabs are allowed. */
  multiline?: boolean;
}

const CONTROLS_ON_A_LINE = /[\0-\x1f\x7f\u2028\u2029]/;
const CONTROLS_IN_A_TEXT = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/**
 * Whether a text can be stored and shown: well-formed, of this length, without control characters, and not blank when
 * something is required.
 */
export function isTextWithin(value: string, { min, max, multiline }: TextLimits): boolean {
  if (value.length > 2 * max || !value.isWellFormed()) return false;
  const controls = multiline ? CONTROLS_IN_A_TEXT : CONTROLS_ON_A_LINE;
  if (controls.test(value) || (min > 0 && value.trim() === '')) return false;
  const length = value.length <= max && value.length >= 2 * min ? value.length : [...value].length;
  return length >= min && length <= max;
}
