import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsDate } from 'class-validator';

/** A time in ISO 8601, with its offset from UTC: `2026-01-31T09:30:00Z`; a day alone begins at midnight UTC. */
export function IsTime(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => timeOf(value)),
    IsDate({ message: '$property must be a time such as 2026-01-31T09:30:00Z, or a date' }),
  );
}

// `new Date` alone takes much that is no time, such as "1".
function timeOf(value: unknown): unknown {
  const form = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/;
  return typeof value === 'string' && form.test(value) ? new Date(value) : value;
}
