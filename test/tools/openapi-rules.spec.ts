import { breaches } from '../../tools/openapi-rules.ts';
import type { ApiDocument } from '../../tools/openapi-shape.ts';

const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const user = { 'application/json': { schema: { $ref: '#/components/schemas/User' } } };

/** A document that breaks no rule; each test spoils one thing. */
function document(): ApiDocument {
  return {
    paths: {
      '/users': {
        post: {
          operationId: 'createUser',
          summary: 'Create a user',
          tags: ['users'],
          requestBody: { content: { ...user } },
          responses: { '201': { content: { ...user } }, '409': { content: { ...problem } } },
        },
      },
    },
    components: {
      schemas: {
        Problem: { properties: { reason: { example: 'email_taken' } } },
        User: {
          properties: {
            name: { examples: ['Ada'] },
            friends: { items: { $ref: '#/components/schemas/User' } },
          },
        },
      },
    },
  };
}

type Operation = NonNullable<ApiDocument['paths'][string]['post']>;

function spoiled(change: (operation: Operation) => void): string[] {
  const spoilt = document();
  const operation = spoilt.paths['/users']?.['post'];
  if (operation) change(operation);
  return breaches(spoilt);
}

describe('the rules of the API description', () => {
  test('a complete description, recursive schema included, breaks none', () => {
    expect(breaches(document())).toEqual([]);
  });

  test('an operation has an operationId, a summary and tags', () => {
    const found = spoiled((operation) => {
      delete operation.operationId;
      delete operation.summary;
      operation.tags = [];
    });
    expect(found).toEqual(['no operationId', 'no summary', 'no tags'].map((line) => `POST /users: ${line}`));
  });

  test('a success has a schema, unless it is 204', () => {
    const wrong = { '409': { content: { ...problem } } };
    expect(spoiled((o) => (o.responses = { '201': {}, ...wrong }))).toEqual([
      'POST /users: response 201 has no schema',
    ]);
    expect(spoiled((o) => (o.responses = { '204': {}, ...wrong }))).toEqual([]);
    expect(spoiled((o) => (o.responses = wrong))).toEqual(['POST /users: no successful response']);
  });

  test('an error is a problem document', () => {
    const found = spoiled((o) => (o.responses = { '204': {}, '404': { content: { ...user } }, '500': {} }));
    expect(found).toEqual([
      'POST /users: response 404 is not application/problem+json only (application/json)',
      'POST /users: response 500 is not application/problem+json only (nothing)',
    ]);
  });

  test('input can be wrong, so a 4xx is described', () => {
    expect(spoiled((o) => (o.responses = { '204': {} }))).toEqual(['POST /users: no 4xx response']);
  });

  test('a parameter with a default may be left out', () => {
    const limit = { name: 'limit', required: true, schema: { default: 20 } };
    expect(spoiled((o) => (o.parameters = [limit]))).toEqual([
      'POST /users: parameter limit has a default but is required',
    ]);
  });

  test('every property of a body has an example', () => {
    const bare = { properties: { name: { example: 'Ada' }, age: {}, tags: { items: {} } } };
    const found = spoiled((o) => (o.requestBody = { content: { 'application/json': { schema: bare } } }));
    expect(found).toEqual(['age', 'tags[]'].map((path) => `createUser request.${path} has no example`));
  });

  test('null needs no example', () => {
    const picture = { anyOf: [{ example: 'a.png' }, { type: 'null' }] };
    const schema = { properties: { picture } };
    expect(spoiled((o) => (o.requestBody = { content: { 'application/json': { schema } } }))).toEqual([]);
  });

  test('an object has properties', () => {
    const spoilt = document();
    Object.assign(spoilt.components?.schemas ?? {}, {
      User: { properties: { name: { type: 'object', example: 'Ada' } } },
    });
    expect(breaches(spoilt)).toEqual(['User.name is an object of nothing known']);
  });

  test('a named schema is reported once, by its name', () => {
    const spoilt = document();
    Object.assign(spoilt.components?.schemas ?? {}, { User: { properties: { name: {} } } });
    expect(breaches(spoilt)).toEqual(['User.name has no example']);
  });
});
