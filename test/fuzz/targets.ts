import fc from 'fast-check';
import { KEPT, SPARE } from './add-rows.ts';
import { maybe } from './chance.ts';
import { type Hostility, valueFor } from './from-schema.ts';
import { hostileText } from './hostile.ts';
import type { Operation, Parameter } from './operations.ts';

/** Path and query of a request. */
export function targetOf(
  { method, path, parameters = [] }: Operation,
  hostility: Hostility,
): fc.Arbitrary<string> {
  const segments = path.split(/(\{\w+\})/).map((part) => {
    const parameter = parameters.find((each) => each.in === 'path' && `{${each.name}}` === part);
    return parameter ? urlPart(aimed(parameter, method), hostility) : fc.constant(part);
  });
  return fc.tuple(fc.tuple(...segments), queryOf(parameters, hostility)).map(([parts, query]) => {
    const target = parts.join('');
    return query === '' ? target : `${target}?${query}`;
  });
}

// At rows that exist, most of the time; and a DELETE at those that nothing else is asked about.
function aimed(parameter: Parameter, method: string): Parameter {
  const { type } = parameter.schema ?? {};
  if (type !== 'number' && type !== 'integer') return parameter;
  const { min, max } = method === 'DELETE' ? SPARE : KEPT;
  return { ...parameter, schema: { ...parameter.schema, minimum: min, maximum: max } };
}

function queryOf(parameters: Parameter[], hostility: Hostility): fc.Arbitrary<string> {
  const known = parameters.filter((parameter) => parameter.in === 'query');
  const pairs = known.map((parameter) => {
    const pair = urlPart(parameter, hostility).map((value) => `${parameter.name}=${value}`);
    return fc.oneof(
      { weight: parameter.required ? 0 : 2, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: pair },
    );
  });
  const own = known.flatMap(({ name }) => [name, `${name}[]`]);
  const names = ['page', 'limit', 'id', '__proto__', 'constructor', 'a[b]', ...own];
  const extra = fc.tuple(fc.constantFrom(...names), encodedText).map(([name, value]) => `${name}=${value}`);
  const junk = fc.constantFrom('&', '=', '?', '%', '%ff', '#', 'a=%E0%A4', '&&=&', '__proto__[x]=1');
  const extras = maybe(fc.array(fc.oneof(extra, junk), { minLength: 1, maxLength: 2 }), [], hostility / 2);
  return fc.tuple(fc.tuple(...pairs), extras).map((parts) => parts.flat().filter(Boolean).join('&'));
}

function urlPart({ name, schema = {} }: Parameter, hostility: Hostility): fc.Arbitrary<string> {
  const value = name === 'cursor' ? cursor : valueFor(schema);
  return maybe(
    encodedText,
    value.map((each) => encodeURIComponent(String(each))),
    hostility,
  );
}

const rawInPath = fc.constantFrom(
  ...['%00', '%', '%zz', '%ff', '%ed%a0%80', '..', '.', '%2e%2e', '%2f', '//', ';x=1', '*', '\xe9', ' ', '"'],
  ...['|', '<', '{', '\t', '1.0', '+1', '01', '1e3', '9'.repeat(30)],
);

// What encodeURIComponent refuses, a lone surrogate, goes as the bytes that a careless client makes of it.
const encodedText = fc.oneof(
  rawInPath,
  hostileText.map((text) =>
    text.isWellFormed() ? encodeURIComponent(text) : encodeURIComponent(text.toWellFormed()) + '%ed%a0%80',
  ),
);

const cursorPart = fc.oneof(
  fc.constantFrom<unknown>(
    'createdAt',
    '-createdAt',
    'name',
    '2026-01-31T09:30:00.000Z',
    '0000-01-01T00:00:00.000Z',
    1,
    -1,
    1e300,
    null,
    {},
    [],
  ),
  hostileText,
);
const cursor = fc
  .oneof(
    fc.tuple(
      fc.constantFrom('createdAt', '-createdAt'),
      fc.date({ noInvalidDate: true, min: new Date(0) }),
      fc.nat(),
    ),
    fc.tuple(fc.constantFrom('createdAt', '-createdAt', 'name', '-name', 'title'), cursorPart, cursorPart),
    fc.array(cursorPart, { maxLength: 4 }),
  )
  .map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url'));
