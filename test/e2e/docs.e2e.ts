import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { listRoutes } from '../../src/platform/http/route-table.js';
import { startApi } from '../support/api.ts';
import { endProcesses, launch } from '../support/processes.ts';

/** Routes that are pages or files and no part of the API. */
const UNDOCUMENTED = [
  'GET /',
  'GET /openapi.json',
  'GET /static/*',
  'GET /admin/imports',
  'GET /admin/queues',
  'GET /admin/queues/*',
  'PUT /admin/queues/*',
  'GET /sign-in',
  'GET /verify-email',
  'GET /reset-password',
  'GET /accept-invitation',
];

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>;
}

afterAll(endProcesses);

describe('the documentation', () => {
  it('is served by the API as it is printed without it [R2]', async () => {
    const api = await launch('api');
    const { address } = await api.line('listening');
    const served = (await (await fetch(`${address as string}/openapi.json`)).json()) as Document;
    const { stdout } = await promisify(execFile)(process.execPath, ['dist/main/openapi.js']);
    expect(served).toEqual(JSON.parse(stdout));
    expect(served.openapi).toBe('3.1.0');
  });

  it('has every route, or says which it leaves out [R2]', async () => {
    const api = await startApi();
    const instance: FastifyInstance = api.app.getHttpAdapter().getInstance();
    const { paths } = (await (await fetch(`${api.url}/openapi.json`)).json()) as Document;
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = listRoutes(instance)
      .filter((route) => !/^(HEAD|OPTIONS) | \*$|^GET \/docs/.test(route))
      .map((route) => route.replace(/:(\w+)/g, '{$1}'));
    expect([...documented, ...UNDOCUMENTED].sort()).toEqual(served.sort());
  });

  it('says of every error that it is a problem document', async () => {
    const api = await startApi();
    const { paths } = (await (await fetch(`${api.url}/openapi.json`)).json()) as Document;
    const answers = Object.entries(paths)
      .filter(([path]) => !path.startsWith('/health'))
      .flatMap(([path, operations]) =>
        Object.values(operations).flatMap(({ responses }) =>
          Object.entries(responses).map(([status, { content = {} }]) => ({ path, status, content })),
        ),
      );
    const errors = answers.filter(({ status }) => Number(status) >= 400);
    expect(errors.length).toBeGreaterThan(40);
    for (const { content } of errors) expect(Object.keys(content)).toEqual(['application/problem+json']);
  });

  it('can be tried in a browser on /docs', async () => {
    const api = await startApi();
    const { text } = await api.http().get('/docs').redirects(1).expect(200);
    expect(text).toContain('<div id="swagger-ui">');
    const scripts = [...text.matchAll(/(?:src|href)="\.?\/?([^"]+\.(?:js|css))"/g)].map(
      ([, path]) => path ?? '',
    );
    expect(scripts.length).toBeGreaterThan(2);
    for (const path of scripts)
      await api
        .http()
        .get(`/${path.replace(/^(docs\/)?/, 'docs/')}`)
        .expect(200);
  });
});
