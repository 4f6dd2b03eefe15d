import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { malformed } from '../../shared/app-error.js';

/** A row id in a path: an integer from 1 to 2^53 − 1. Anything else is 400. */
@Injectable()
export class ParseIdPipe implements PipeTransform<string, number> {
  transform(text: string, { data }: ArgumentMetadata): number {
    const id = idOf(text);
    if (id === undefined) {
      const field = data ?? 'id';
      throw malformed(field, 'isId', `${field} must be an integer from 1 to ${Number.MAX_SAFE_INTEGER}`);
    }
    return id;
  }
}

/** Undefined for a text that is no row id. */
export function idOf(text: string): number | undefined {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(id) ? id : undefined;
}
