import { applyDecorators, type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { malformed } from '../../shared/app-error.js';

/** The fingerprint of a statement in a path: 12 hexadecimal digits. Anything else is 400. */
@Injectable()
export class ParseFingerprintPipe implements PipeTransform<string, string> {
  transform(text: string, { data = 'fingerprint' }: ArgumentMetadata): string {
    if (/^[\da-f]{12}$/.test(text)) return text;
    throw malformed(data, 'isFingerprint', `${data} must be 12 hexadecimal digits, in lower case`);
  }
}

/** Documents the parameter. */
export const ApiFingerprint = () =>
  applyDecorators(
    ApiParam({
      name: 'fingerprint',
      description: 'As lists of queries and the line "slow statement" of the log name it.',
      schema: { type: 'string', pattern: '^[0-9a-f]{12}$', examples: ['5f0c1c1e6f0e'] },
    }),
  );
