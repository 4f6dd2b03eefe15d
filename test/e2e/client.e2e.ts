import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';
import type { OpenAPI3 } from 'openapi-typescript';
import { groundworkClient } from '../../clients/typescript/client.ts';
import { breaches } from '../../tools/openapi-rules.ts';
import type { ApiDocument } from '../../tools/openapi-shape.ts';
import { aUser } from '../builders/a-user.ts';
import { ADMIN, bearer } from '../support/access-token.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let document: ApiDocument & OpenAPI3;

beforeAll(async () => {
  api = await startApi();
  // From the built program: the descriptions of the DTOs are added by the compiler, not by the test transform.
  const { stdout } = await promisify(execFile)(process.execPath, ['dist/main/openapi.js']);
  document = JSON.parse(stdout) as ApiDocument & OpenAPI3;
});

describe('the API description [R2]', () => {
  it('is OpenAPI 3.1, complete with errors and examples', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).length).toBeGreaterThan(10);
    expect(breaches(document)).toEqual([]);
  });

  it('describes exactly the routes that the API serves', async () => {
    const served = (await (await fetch(`${api.url}/openapi.json`)).json()) as ApiDocument;
    expect(Object.keys(served.paths).sort()).toEqual(Object.keys(document.paths).sort());
  });

  it('is what the typed client was generated from', async () => {
    const source = astToString(await openapiTS(document, { alphabetize: true }));
    expect(readFileSync('clients/typescript/schema.d.ts', 'utf8')).toContain(source);
  });
});

describe('the typed client [R2]', () => {
  it('creates a user, reads it back and finds it in the list', async () => {
    const client = groundworkClient(api.url, { headers: bearer(ADMIN) });
    const body = aUser();
    const created = await client.POST('/api/v1/users', { body });
    expect(created.data).toMatchObject(body);
    const id = created.data?.id ?? 0;
    const read = await client.GET('/api/v1/users/{id}', { params: { path: { id } } });
    expect(read.data).toEqual(created.data);
    const list = await client.GET('/api/v1/users', { params: { query: { email: body.email } } });
    expect(list.data?.data).toEqual([created.data]);
  });

  it('gets a typed problem for a user that is not there', async () => {
    const { error, data } = await groundworkClient(api.url).GET('/api/v1/users/{id}', {
      params: { path: { id: 999_999_999 } },
    });
    expect(data).toBeUndefined();
    expect(error?.reason).toBe('user_not_found');
  });
});
