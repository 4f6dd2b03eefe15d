import type { FastifyInstance } from 'fastify';
import { listRoutes } from '../../src/platform/http/route-table.js';
import { CALLERS, type Caller, ROUTE_TABLE } from '../access/route-table.ts';
import { bodyFor, callers, ownerOf } from '../access/scene.ts';
import { startApi, type TestApi } from '../support/api.ts';

type Outcome = 'open' | 'hidden' | 401 | 403;

const rows = ROUTE_TABLE.flatMap(({ routes, ...group }) => routes.map((route) => ({ route, ...group })));
let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

describe('who may do what', () => {
  it('is said of every route, and of no other', () => {
    // HEAD goes with GET, `*` is what answers where there is no route, and Swagger UI brings files of its own.
    const instance: FastifyInstance = api.app.getHttpAdapter().getInstance();
    const served = listRoutes(instance).filter((route) => !/^(HEAD|OPTIONS) | \*$|^GET \/docs/.test(route));
    expect(rows.map(({ route }) => route).sort()).toEqual([...new Set(served)].sort());
  });

  it('holds for everybody on every route [W2.I7] [W2.H4] [W2.H5]', async () => {
    const known = await callers(api);
    const wrong: string[] = [];
    for (const { route, open, hidden = [] } of rows) {
      for (const caller of CALLERS) {
        const wanted = open.includes(caller) ? 'open' : refusalOf(caller, hidden);
        const outcome = await ask(route, caller, known);
        if (outcome !== wanted) wrong.push(`${route} as ${caller}: ${outcome}, should be ${wanted}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);
});

function refusalOf(caller: Caller, hidden: readonly Caller[]): Outcome {
  if (caller === 'anonymous') return 401;
  return hidden.includes(caller) ? 'hidden' : 403;
}

async function ask(
  route: string,
  caller: Caller,
  known: Awaited<ReturnType<typeof callers>>,
): Promise<Outcome> {
  const [method = '', template = ''] = route.split(' ');
  const owner = await ownerOf(api, template);
  const headers = caller === 'owner' ? owner.headers : known[caller];
  const answer = await fetch(api.url + owner.path, {
    method,
    headers: { ...headers, ...(method !== 'GET' && { 'content-type': 'application/json' }) },
    redirect: 'manual',
    ...(method !== 'GET' && { body: JSON.stringify(bodyFor(route, owner)) }),
  });
  // That one asks for a token of its own, whoever comes.
  if (route === 'POST /api/v1/auth/refresh') return 'open';
  if (answer.status === 401 || answer.status === 403) return answer.status;
  return answer.status === 404 && template.includes(':id') ? 'hidden' : 'open';
}
