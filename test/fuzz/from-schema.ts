import fc from 'fast-check';
import { hostileJson, hostileText } from './hostile.ts';
import { type ApiDocument, type JsonSchema, resolve } from './operations.ts';

type Texts = fc.Arbitrary<string>;

/** How many of ten values are hostile where one is asked for: 0 for a valid text. */
export type Hostility = 0 | 1 | 4;

/** JSON as text for a schema. With hostility also what the schema forbids: wrong values, missing, unknown and repeated members. */
export function jsonFor(document: ApiDocument, schema: JsonSchema, hostility: Hostility): Texts {
  const fitting = fittingJson(document, resolve(document, schema), hostility);
  if (hostility === 0) return fitting;
  return fc.oneof(
    { weight: 10 - hostility, arbitrary: fitting },
    { weight: hostility, arbitrary: hostileJson },
  );
}

function fittingJson(document: ApiDocument, schema: JsonSchema, hostility: Hostility): Texts {
  const { allOf, oneOf, anyOf, items, type } = schema;
  if (allOf?.[0]) return jsonFor(document, allOf[0], hostility);
  const choices = oneOf ?? anyOf;
  if (choices) return fc.oneof(...choices.map((choice) => jsonFor(document, choice, hostility)));
  if (schema.properties) return objectText(document, schema, hostility);
  if (type === 'array' && items) {
    const limits = { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 3, 5) };
    return fc.array(jsonFor(document, items, hostility), limits).map((texts) => `[${texts.join(',')}]`);
  }
  return valueFor(schema).map((value) => JSON.stringify(value));
}

function objectText(
  document: ApiDocument,
  { properties = {}, required = [] }: JsonSchema,
  hostility: Hostility,
): Texts {
  const members = Object.entries(properties).map(([name, schema]) => {
    const member = jsonFor(document, schema, hostility).map((text) => `${JSON.stringify(name)}:${text}`);
    const left = required.includes(name) ? hostility : 5;
    return fc.oneof({ weight: 10, arbitrary: member }, { weight: left, arbitrary: fc.constant('') });
  });
  const names = fc.oneof(
    fc.constantFrom(...Object.keys(properties), 'role', 'id', '__proto__', 'constructor'),
    hostileText,
  );
  const extra = fc.tuple(names, hostileJson).map(([name, text]) => `${JSON.stringify(name)}:${text}`);
  const extras = fc.oneof(
    { weight: 10 - hostility, arbitrary: fc.constant([]) },
    { weight: hostility, arbitrary: fc.array(extra, { maxLength: 2 }) },
  );
  return fc.tuple(fc.tuple(...members), extras).map((parts) => `{${parts.flat().filter(Boolean).join(',')}}`);
}

/** A value that a schema without parts allows; a guess, because not every rule can be written in a schema. */
export function valueFor(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { type, format, example, examples = [] } = schema;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const shown = [example, ...examples].filter((value) => value !== undefined);
  const likely = likelyValue(schema);
  if (format === 'email' || type === 'number' || type === 'integer' || shown.length === 0) return likely;
  return fc.oneof(fc.constantFrom(...shown), likely);
}

function likelyValue({
  type,
  format,
  minimum = 1,
  maximum,
  minLength = 1,
  maxLength = 40,
}: JsonSchema): fc.Arbitrary<unknown> {
  if (type === 'number' || type === 'integer')
    return fc.integer({ min: minimum, max: Math.min(maximum ?? 60, minimum + 60) });
  if (type === 'null') return fc.constant(null);
  if (type === 'boolean') return fc.boolean();
  if (format === 'email') return fc.nat({ max: 400 }).map((index) => `somebody${index}@example.com`);
  if (format === 'uuid') return fc.uuid({ version: 4 });
  if (format === 'date-time')
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
      .map((date) => date.toISOString());
  const letter = fc.constantFrom(...('abc DEF 123 é😀-_'.match(/./gu) ?? []));
  return fc
    .string({ unit: letter, minLength: Math.max(minLength - 1, 0), maxLength: Math.min(maxLength - 1, 40) })
    .map((text) => `${text}x`);
}
