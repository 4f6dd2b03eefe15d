import { createUser } from '../builders/a-user.ts';
import { startApi } from '../support/api.ts';
import { StatementLog } from '../../src/platform/database/statement-log.js';
import { eventually } from '../support/eventually.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';

describe('slow statements', () => {
  it('are logged with duration, fingerprint and request, without their values [W4.H3]', async () => {
    const api = await startApi({ DATABASE_SLOW_STATEMENT_MS: '150' });
    const user = await createUser(api, { name: 'hunter2' });
    await whileLocked(`SELECT 1 FROM users WHERE id = ${user.id} FOR UPDATE`, async (release) => {
      const slow = api
        .http()
        .patch(`/api/v1/users/${user.id}`)
        .set('x-request-id', 'slow-1')
        .send({ name: 'hunter2 again' })
        .then(({ status }) => status);
      await eventually(async () => (await waiting(api)) === 1);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await release();
      expect(await slow).toBe(200);
    });
    const lines = api.log.of('slow statement');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        requestId: 'slow-1',
        fingerprint: expect.stringMatching(/^[\da-f]{12}$/) as string,
        shape: expect.stringMatching(/^UPDATE "?users"? SET/) as string,
      }),
    ]);
    expect(lines[0]?.durationMs).toBeGreaterThanOrEqual(150);
    expect(api.log.text()).not.toContain('hunter2');
  });

  it('every statement is timed by its fingerprint [W4.H3]', async () => {
    const api = await startApi();
    for (const id of [1, 2, 3]) await api.http().get(`/api/v1/users/${id}`);
    const timed = api.app.get(StatementLog, { strict: false }).top();
    expect(timed.find(({ shape }) => /FROM "?users"?/.test(shape))).toMatchObject({ calls: 3, failures: 0 });
  });
});
