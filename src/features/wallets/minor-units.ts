import type { ValueTransformer } from 'typeorm';

/** Money is always a BigInt, also where a number would do. */
export const minorUnits: ValueTransformer = {
  from: (stored: number | bigint | string) => BigInt(stored),
  to: (amount?: bigint) => amount?.toString(),
};
