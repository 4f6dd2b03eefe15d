import { randomBytes } from 'node:crypto';
import { SecondFactorService } from '../../src/features/second-factor/second-factor.service.js';
import { SecondFactorSettings } from '../../src/features/second-factor/second-factor-settings.service.js';
import { anAccount, anEnrolled, codeOf, earlyInStep, PASSWORD } from '../builders/a-second-factor.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let api: TestApi;
let factor: SecondFactorService;
let settings: SecondFactorSettings;

beforeAll(async () => {
  api = await startApi();
  [factor, settings] = [api.app.get(SecondFactorService), api.app.get(SecondFactorSettings)];
});

beforeEach(earlyInStep);

const refusal = (reason: string, code = 'unauthenticated') => ({ name: 'AppError', code, reason });
const REQUIRED = refusal('second_factor_required');
const WRONG = refusal('second_factor_wrong');

async function rowsOf(userId: number): Promise<{ factor: Record<string, unknown>; codes: object[] }> {
  const sql = (table: string) => `SELECT * FROM ${table} WHERE user_id = $1`;
  const [row] = await api.dataSource.query<Record<string, unknown>[]>(sql('second_factors'), [userId]);
  return { factor: row ?? {}, codes: await api.dataSource.query(sql('recovery_codes'), [userId]) };
}

async function together<T>(count: number, work: () => Promise<T>): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: count }, work));
  return results.filter(({ status }) => status === 'fulfilled').length;
}

describe('signing in with a second factor [R5]', () => {
  it('asks for nothing before the factor is confirmed', async () => {
    const { userId } = await anAccount(api);
    await factor.check(userId, {});
    const { secret, uri } = await settings.start(userId);
    expect(uri).toContain(secret);
    await factor.check(userId, {});
    expect(await settings.status(userId)).toEqual({ recoveryCodesLeft: 0 });
    await settings.confirm(userId, codeOf(secret));
    await expect(factor.check(userId, {})).rejects.toMatchObject(REQUIRED);
  });

  it('asks from the moment on that it is confirmed, wherever the replicas are', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { userId } = await anEnrolled(api);
      await expect(factor.check(userId, {})).rejects.toMatchObject(REQUIRED);
    }
  });

  it('takes a right code once, and none that is wrong, old or of somebody else', async () => {
    const [{ userId, secret }, other] = [await anEnrolled(api), await anEnrolled(api)];
    const code = codeOf(secret);
    for (const wrong of [
      codeOf(other.secret),
      codeOf(secret, -3),
      codeOf(secret, 3),
      '',
      'abc',
      '1'.repeat(1000),
    ])
      await expect(factor.check(userId, { code: wrong })).rejects.toMatchObject(WRONG);
    await factor.check(userId, { code });
    await expect(factor.check(userId, { code })).rejects.toMatchObject(WRONG);
    await factor.check(userId, { code: codeOf(secret, 1) });
    await expect(factor.check(userId, { code: codeOf(secret) })).rejects.toMatchObject(WRONG);
  });

  it('does not take the code again that confirmed it', async () => {
    const { userId } = await anAccount(api);
    const { secret } = await settings.start(userId);
    const code = codeOf(secret);
    await settings.confirm(userId, code);
    await expect(factor.check(userId, { code })).rejects.toMatchObject(WRONG);
  });

  it('lets one of twenty in who send the same code at once', async () => {
    const { userId, secret } = await anEnrolled(api);
    const code = codeOf(secret);
    expect(await together(20, () => factor.check(userId, { code }))).toBe(1);
  });

  it('takes each recovery code once, in its place', async () => {
    const { userId, recoveryCodes, secret } = await anEnrolled(api);
    expect(recoveryCodes).toHaveLength(10);
    for (const code of recoveryCodes) {
      await factor.check(userId, { recoveryCode: code.toUpperCase() });
      await expect(factor.check(userId, { recoveryCode: code })).rejects.toMatchObject(WRONG);
    }
    expect(await settings.status(userId)).toMatchObject({ recoveryCodesLeft: 0 });
    await factor.check(userId, { code: codeOf(secret) });
  });

  it('takes no recovery code of somebody else, and uses none up beside a code', async () => {
    const [{ userId, recoveryCodes }, other] = [await anEnrolled(api), await anEnrolled(api)];
    const [recoveryCode = ''] = recoveryCodes;
    await expect(factor.check(other.userId, { recoveryCode })).rejects.toMatchObject(WRONG);
    await expect(factor.check(userId, { code: '000000', recoveryCode })).rejects.toMatchObject(WRONG);
    await factor.check(userId, { recoveryCode });
  });

  it('lets one of twenty in who send the same recovery code at once', async () => {
    const { userId, recoveryCodes } = await anEnrolled(api);
    const [recoveryCode = ''] = recoveryCodes;
    expect(await together(20, () => factor.check(userId, { recoveryCode }))).toBe(1);
    expect((await rowsOf(userId)).codes).toHaveLength(9);
  });
});

describe('setting up a second factor [R5]', () => {
  it('may be begun again until it is confirmed; the last secret counts', async () => {
    const { userId } = await anAccount(api);
    const first = await settings.start(userId);
    const { secret } = await settings.start(userId);
    expect(secret).not.toBe(first.secret);
    await expect(settings.confirm(userId, codeOf(first.secret))).rejects.toMatchObject({
      ...refusal('second_factor_wrong', 'invalid'),
      errors: [{ field: 'code' }],
    });
    await settings.confirm(userId, codeOf(secret));
    const enabled = refusal('second_factor_enabled', 'conflict');
    await expect(settings.start(userId)).rejects.toMatchObject(enabled);
    await expect(settings.confirm(userId, codeOf(secret, 1))).rejects.toMatchObject(enabled);
    await expect(factor.check(userId, { code: codeOf(secret, 1) })).resolves.toBeUndefined();
  });

  it('is done once by twenty who confirm at once', async () => {
    const { userId } = await anAccount(api);
    const { secret } = await settings.start(userId);
    expect(await together(20, () => settings.confirm(userId, codeOf(secret)))).toBe(1);
    expect((await rowsOf(userId)).codes).toHaveLength(10);
  });

  it('cannot be confirmed before it is begun', async () => {
    const { userId } = await anAccount(api);
    const notStarted = refusal('second_factor_not_started', 'conflict');
    await expect(settings.confirm(userId, '000000')).rejects.toMatchObject(notStarted);
  });

  it('keeps nothing that opens it in the clear, neither in the database nor in the log', async () => {
    const { userId, secret, recoveryCodes } = await anEnrolled(api);
    await factor.check(userId, { code: codeOf(secret) });
    await factor.check(userId, { recoveryCode: recoveryCodes[0] ?? '' });
    const [rows, audit, log] = [
      await rowsOf(userId),
      await api.dataSource.query<object[]>('SELECT * FROM audit_events'),
      api.log.text(),
    ];
    expect(rows.factor.secret).toMatch(/^v1\.\w+\.[\w-]+$/);
    expect(rows.codes).toHaveLength(9);
    const kept = JSON.stringify([rows, audit]) + log;
    const plain = recoveryCodes.flatMap((code) => [code, code.replaceAll('-', '')]);
    for (const text of [secret, ...plain]) expect(kept).not.toContain(text);
  });

  it('is bound to its row: the secret of another user does not open', async () => {
    const [one, other] = [await anEnrolled(api), await anEnrolled(api)];
    await api.dataSource.query(
      `UPDATE second_factors SET secret = (SELECT secret FROM second_factors WHERE user_id = $1) WHERE user_id = $2`,
      [one.userId, other.userId],
    );
    await expect(factor.check(other.userId, { code: codeOf(one.secret) })).rejects.toThrow();
  });
});

describe('the key that encrypts secrets [R5]', () => {
  it('can be replaced: the old one opens what it closed, and each use closes it with the new one', async () => {
    const { userId, secret } = await anEnrolled(api);
    const { DATA_ENCRYPTION_KEYS: old = '' } = await workerEnvironment();
    const fresh = `fresh:${randomBytes(32).toString('base64')}`;
    const rotated = await startApi({ DATA_ENCRYPTION_KEYS: `${fresh},${old}` });
    await rotated.app.get(SecondFactorService).check(userId, { code: codeOf(secret) });
    expect((await rowsOf(userId)).factor.secret).toMatch(/^v1\.fresh\./);
    await expect(factor.check(userId, { code: codeOf(secret, 1) })).rejects.toThrow(
      'fresh is not configured',
    );
    const done = await startApi({ DATA_ENCRYPTION_KEYS: fresh });
    await done.app.get(SecondFactorService).check(userId, { code: codeOf(secret, 1) });
  });
});

describe('changing a second factor [R5]', () => {
  it('takes the password for new recovery codes, which make the old ones void', async () => {
    const { userId, recoveryCodes } = await anEnrolled(api);
    await expect(settings.renewCodes(userId, 'wrong')).rejects.toMatchObject({
      ...refusal('password_wrong', 'invalid'),
      errors: [{ field: 'password' }],
    });
    const renewed = await settings.renewCodes(userId, PASSWORD);
    expect(new Set([...recoveryCodes, ...renewed]).size).toBe(20);
    await expect(factor.check(userId, { recoveryCode: recoveryCodes[0] })).rejects.toMatchObject(WRONG);
    await factor.check(userId, { recoveryCode: renewed[0] });
  });

  it('leaves ten codes after two renewals at once', async () => {
    const { userId } = await anEnrolled(api);
    expect(await together(2, () => settings.renewCodes(userId, PASSWORD))).toBe(2);
    expect((await rowsOf(userId)).codes).toHaveLength(10);
  });

  it('takes the password and a proof to turn it off, and then asks for nothing', async () => {
    const { userId, secret, recoveryCodes } = await anEnrolled(api);
    const code = codeOf(secret);
    await expect(settings.disable(userId, 'wrong', { code })).rejects.toMatchObject({
      reason: 'password_wrong',
    });
    for (const proof of [{}, { code: '000000' }, { recoveryCode: 'nothing' }])
      await expect(settings.disable(userId, PASSWORD, proof)).rejects.toMatchObject({
        ...refusal('second_factor_wrong', 'invalid'),
        errors: [{ field: proof.recoveryCode === undefined ? 'code' : 'recoveryCode' }],
      });
    await expect(factor.check(userId, {})).rejects.toMatchObject(REQUIRED);
    expect(recoveryCodes).toHaveLength(10);
    await settings.disable(userId, PASSWORD, { code });
    await factor.check(userId, {});
    expect(await rowsOf(userId)).toEqual({ factor: {}, codes: [] });
    const off = refusal('second_factor_not_enabled', 'conflict');
    await expect(settings.disable(userId, PASSWORD, { code })).rejects.toMatchObject(off);
    await expect(settings.renewCodes(userId, PASSWORD)).rejects.toMatchObject(off);
  });

  it('is recorded, each time once', async () => {
    const { userId, recoveryCodes } = await anEnrolled(api);
    await factor.check(userId, { recoveryCode: recoveryCodes[0] });
    await settings.renewCodes(userId, PASSWORD);
    const [recoveryCode] = await settings.renewCodes(userId, PASSWORD);
    await settings.disable(userId, PASSWORD, { recoveryCode });
    const events = await api.dataSource.query<{ action: string }[]>(
      `SELECT action FROM audit_events WHERE target_type = 'user' AND target_id = $1 AND actor_id = $2 ORDER BY id`,
      [String(userId), userId],
    );
    expect(events.map(({ action }) => action)).toEqual([
      'totp.enabled',
      'recovery_code.used',
      'recovery_codes.replaced',
      'recovery_codes.replaced',
      'recovery_code.used',
      'totp.disabled',
    ]);
  });
});
