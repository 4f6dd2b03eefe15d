import { Controller, Get, VERSION_NEUTRAL } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';
import { Public } from '../../src/platform/access/public.decorator.js';
import { AppError } from '../../src/shared/app-error.js';
import type { TestApi } from '../support/api.ts';
import { startApiWith } from '../support/api-with.ts';

@Public()
@Controller({ path: 'broken', version: VERSION_NEUTRAL })
class BrokenController {
  @Get('bug')
  bug(): string {
    throw new TypeError('cannot read hunter2 of /etc/groundwork.key');
  }

  @Get('thrown-text')
  text(): Observable<string> {
    return throwError(() => 'hunter2');
  }

  @Get('known')
  known(): string {
    throw new AppError('forbidden', 'tea_time', 'Not at four.', { cause: new Error('hunter2') });
  }
}

let api: TestApi;

beforeAll(async () => {
  api = await startApiWith([BrokenController]);
});

describe('what nobody foresaw', () => {
  it.each(['bug', 'thrown-text'])('%s is a 500 that says nothing [W1.S5] [W1.H3]', async (path) => {
    const { headers, body, text } = await api.http().get(`/broken/${path}`).expect(500);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      reason: 'internal_error',
      detail: 'The server failed to answer this request.',
      instance: `/broken/${path}`,
      requestId: headers['x-request-id'],
    });
    expect(text).not.toContain('hunter2');
  });

  it('is logged with its stack and the id of the request', async () => {
    const { headers } = await api.http().get('/broken/bug').expect(500);
    const line = api.log.of('request failed').find(({ requestId }) => requestId === headers['x-request-id']);
    expect(line).toMatchObject({
      level: 'error',
      err: { type: 'TypeError', stack: expect.stringContaining('unforeseen.e2e') },
    });
  });

  it('a domain error has the status of its code and the reason it names [W1.B4] [W1.H3]', async () => {
    const { body, text } = await api.http().get('/broken/known').expect(403);
    expect(body).toMatchObject({ title: 'Forbidden', reason: 'tea_time', detail: 'Not at four.' });
    expect(text).not.toContain('hunter2');
  });
});
