import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { malformed } from '../../shared/app-error.js';

/** A UUID in a path. Anything else is 400. */
@Injectable()
export class ParseUuidPipe implements PipeTransform<string, string> {
  transform(text: string, { data }: ArgumentMetadata): string {
    if (!isUUID(text)) throw malformed(data ?? 'id', 'isUuid', `${data ?? 'id'} must be a UUID`);
    return text.toLowerCase();
  }
}
