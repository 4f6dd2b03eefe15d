import { randomUUID } from 'node:crypto';
import { type Account, openAccountWith } from '../builders/an-account.ts';
import {
  importAt,
  importFile,
  sendImport,
  sendUpload,
  type ShownImport,
  usersCsv,
} from '../builders/an-import.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { startWorker } from '../support/worker.ts';

let api: TestApi;
let admin: Account;

beforeAll(async () => {
  api = await startApi();
  admin = await openAccountWith(api, 'admin');
  await startWorker();
});

describe('an import', () => {
  it('of a file that comes along is answered at once and done in the background [W6.H5]', async () => {
    const { body, headers } = await sendImport(admin.http, usersCsv(30)).expect(202);
    const made = body as ShownImport;
    console.log(made);
    expect(headers.location).toBe(`/api/v1/imports/${made.id}`);
    const done = await importAt(admin.http, made.id, ['completed', 'failed']);
    console.log(done);
  });
});
