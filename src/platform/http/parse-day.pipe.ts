import { applyDecorators, type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { malformed } from '../../shared/app-error.js';
import { isDay } from '../../shared/day.js';

/** A day in a path, `2026-01-31`. Anything else is 400. */
@Injectable()
export class ParseDayPipe implements PipeTransform<string, string> {
  transform(text: string, { data = 'day' }: ArgumentMetadata): string {
    if (isDay(text)) return text;
    throw malformed(data, 'isDay', `${data} must be a day such as 2026-01-31`);
  }
}

/** Documents the parameter. */
export const ApiDay = () =>
  applyDecorators(
    ApiParam({
      name: 'day',
      description: 'From midnight to midnight in UTC.',
      schema: { type: 'string', format: 'date', examples: ['2026-01-31'] },
    }),
  );
