import { checkedBody, isPlainObject } from '../../../platform/http/validation.pipe.js';
import { refuse } from '../targets/settle-options.js';

/** The part `options` that stands before a file. Throws `validation_failed`. */
export async function checkedOptions<T extends object>(type: new () => T, json: unknown): Promise<T> {
  if (json === undefined) refuseOptions('optionsMissing', 'options is missing: it must stand before file');
  if (!isPlainObject(json)) refuseOptions('isObject', 'options must be a JSON object');
  return checkedBody(type, json);
}

function refuseOptions(code: string, message: string): void {
  refuse([{ field: 'options', code, message }]);
}
