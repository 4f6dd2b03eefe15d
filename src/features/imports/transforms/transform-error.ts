/** Says that a transform can never work, whatever the row. */
export class TransformError extends Error {
  override readonly name = 'TransformError';
}
