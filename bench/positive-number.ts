import { InvalidArgumentError } from 'commander';

export function positiveNumber(text: string): number {
  if (!/^\d{1,8}(\.\d{1,3})?$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('It must be a positive number.');
  return Number(text);
}
