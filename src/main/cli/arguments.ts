import { InvalidArgumentError } from 'commander';

/** Reads an integer within limits, or says how the command is used. */
export function integerFrom(min: number, max: number) {
  return (text: string): number => {
    const number = Number(text);
    if (Number.isSafeInteger(number) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`must be an integer from ${min} to ${max}.`);
  };
}

export const idArgument = integerFrom(1, Number.MAX_SAFE_INTEGER);
