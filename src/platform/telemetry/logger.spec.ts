import { Writable } from 'node:stream';
import { parseConfig } from '../../config/config.js';
import { newSecrets } from '../../config/secrets.js';
import { RequestContext, runInContext } from '../context/request-context.js';
import { createLogger } from './logger.js';

const SERVICES = {
  ...newSecrets(),
  DATABASE_URL: 'postgres://localhost/none',
  REDIS_QUEUE_URL: 'redis://localhost',
  REDIS_CACHE_URL: 'redis://localhost',
  SMTP_URL: 'smtp://localhost',
};

function logged(write: (logger: ReturnType<typeof createLogger>) => void, level = 'info'): string {
  let text = '';
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  write(createLogger(parseConfig({ ...SERVICES, LOG_LEVEL: level }), 'test', sink));
  return text;
}

describe('the logger', () => {
  it.each([
    ['at the top', { password: 'hunter2' }],
    ['one level down', { user: { token: 'hunter2', name: 'Ada' } }],
    ['two levels down', { body: { user: { secret: 'hunter2' } } }],
    [
      'in headers',
      { request: { headers: { authorization: 'hunter2', cookie: 'hunter2', 'x-api-key': 'hunter2' } } },
    ],
  ])('redacts secrets %s [W1.B3]', (_, fields) => {
    const text = logged((logger) => logger.info(fields));
    expect(text).toContain('[redacted]');
    expect(text).not.toContain('hunter2');
  });

  it('writes what is severe enough and nothing else [W1.B3]', () => {
    const text = logged((logger) => {
      logger.info('quiet');
      logger.warn('loud');
    }, 'warn');
    expect(text).not.toContain('quiet');
    expect(JSON.parse(text)).toMatchObject({ level: 'warn', msg: 'loud', service: 'test' });
  });

  it('adds the id of the request that is being served', () => {
    const text = logged((logger) => runInContext(new RequestContext('r-1'), () => logger.info('inside')));
    expect(JSON.parse(text)).toMatchObject({ requestId: 'r-1', msg: 'inside' });
  });
});
