import { plainToInstance } from 'class-transformer';
import { RequestValidationPipe } from '../../platform/http/validation.pipe.js';

/** Options under the rules that bodies have. Throws `validation_failed`, which names each wrong field. */
export async function checked<T extends object>(dto: new () => T, options: object): Promise<T> {
  const metadata = { type: 'body', metatype: dto } as const;
  return (await new RequestValidationPipe().transform(plainToInstance(dto, options), metadata)) as T;
}
