import { randomUUID } from 'node:crypto';
import { ADMIN, bearer } from '../support/access-token.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { closeStreams, followEvents } from '../support/followed-events.ts';
import { startWorker } from '../support/worker.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(closeStreams);

async function order(): Promise<string> {
  const mail = { to: `${randomUUID()}@example.com`, subject: 'Tea at four?', body: 'Bring the engine.' };
  const { headers } = await api.http().post('/api/v1/emails').send(mail).expect(202);
  return headers.location as string;
}

const follow = (job: string, headers = {}) =>
  followEvents(`${api.url}${job}/events`, { ...bearer(ADMIN), ...headers });

describe('the events of a job', () => {
  it('say what becomes of it, from the outbox to its end [W5.I3]', async () => {
    const job = await order();
    const stream = await follow(job);
    await eventually(() => stream.events.length > 0);
    await startWorker();
    expect(await stream.end).toBe('ended');
    const states = stream.of<{ state: string }>('state').map(({ state }) => state);
    expect([states[0], states.at(-1)]).toEqual(['waiting', 'completed']);
    expect(stream.events.at(-1)).toMatchObject({ id: 'end', data: { attempts: 1, progress: 100 } });
  });

  it('are over for a client that has seen the last one', async () => {
    const job = await order();
    await (
      await follow(job)
    ).end;
    const headers = { ...bearer(ADMIN), accept: 'text/event-stream', 'last-event-id': 'end' };
    expect((await fetch(`${api.url}${job}/events`, { headers })).status).toBe(204);
  });

  it('are for nobody else', async () => {
    const job = await order();
    await api.as({ id: 1 }).get(`${job}/events`).set('accept', 'text/event-stream').expect(404);
  });
});

describe('what a queue keeps beside its jobs', () => {
  it.each(['meta', 'id', 'failed', 'events', 'repeat', 'repeat:ledger.reconcile', '1'])(
    '%s is no job',
    async (id) => {
      await order();
      for (const queue of ['email', 'audit']) {
        await api.http().get(`/api/v1/jobs/${queue}/${id}`).expect(404);
        await api.http().delete(`/api/v1/jobs/${queue}/${id}`).expect(404);
      }
    },
  );
});
