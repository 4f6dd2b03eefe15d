import { Controller, Get, Post, VERSION_NEUTRAL } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ApiModule } from '../../src/main/api-app.js';
import { Public } from '../../src/platform/access/public.decorator.js';
import { startApi, type TestApi } from '../support/api.ts';

@Public()
@Controller({ path: 'broken', version: VERSION_NEUTRAL })
class BrokenController {
  constructor(private readonly dataSource: DataSource) {}

  @Get('bug')
  bug(): string {
    return (undefined as unknown as { name: string }).name;
  }

  @Get('statement')
  statement(): Promise<unknown> {
    return this.dataSource.query('SELECT hunter2 FROM users WHERE');
  }

  @Post('thrown')
  thrown(): Promise<never> {
    return Promise.reject(
      Object.assign(new Error('hunter2', { cause: new Error('hunter2') }), { statusCode: 500 }),
    );
  }
}

/** A stack, a file, a statement, a package, a version of something. */
const INTERNALS =
  /\bat .+:\d+:\d+|node_modules|[\w/]\.[cm]?[jt]s\b|\bSELECT\b|hunter2|QueryFailed|TypeError|fastify|nest/i;

describe.each(['development', 'test', 'production'])('in %s', (environment) => {
  let api: TestApi;

  beforeAll(async () => {
    const needed = {
      PUBLIC_URL: 'https://app.example.com',
      CONSISTENCY_TOKEN_SECRET: 'a secret of this test',
    };
    api = await startApi({ NODE_ENV: environment, ...needed }, (config) => ({
      module: class Root {},
      imports: [ApiModule.forRoot(config)],
      controllers: [BrokenController],
    }));
  });

  it.each([
    ['GET', '/broken/bug'],
    ['GET', '/broken/statement'],
    ['POST', '/broken/thrown'],
  ])('%s %s, a fault of ours, is a 500 that shows nothing of us [W8.I3]', async (method, path) => {
    const answer = await fetch(api.url + path, { method });
    const text = await answer.text();
    expect([answer.status, JSON.parse(text)]).toMatchObject([
      500,
      { reason: 'internal_error', instance: path },
    ]);
    expect(text + JSON.stringify([...answer.headers])).not.toMatch(INTERNALS);
    // It is all in the log, which is ours.
    expect(api.log.of('request failed').at(-1)).toMatchObject({
      err: { stack: expect.stringMatching(/\bat /) },
    });
  });

  it.each([
    ['GET', '/api/v1/users/%zz', undefined],
    ['GET', '/static/%00', undefined],
    ['POST', '/api/v1/auth/login', '{"email":'],
    ['POST', '/api/v1/auth/login', '{"email":1}'],
    ['POST', '/nowhere', '{}'],
    ['GET', '/api/v1/profile', undefined],
  ])('%s %s, a fault of the client, is answered without any of it [W8.I3]', async (method, path, body) => {
    const headers = body === undefined ? undefined : { 'content-type': 'application/json' };
    const answer = await fetch(api.url + path, { method, body, headers });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await answer.text()).not.toMatch(INTERNALS);
  });
});
