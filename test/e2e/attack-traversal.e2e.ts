import { startApi, type TestApi } from '../support/api.ts';
import { rawRequest } from '../support/raw-request.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

const UP = [
  '../',
  '..%2f',
  '%2e%2e/',
  '%2e%2e%2f',
  '.%2e/',
  '..%5c',
  '..\\',
  '%2e%2e%5c',
  '..%252f',
  '%252e%252e%252f',
  '....//',
  '..;/',
  '%c0%ae%c0%ae/',
  '%c0%ae%c0%ae%c0%af',
  '..%u2215',
  '..%ef%bc%8f',
  './../',
  'site.css/../../',
  'site.css/..%2f..%2f',
  '%2f..%2f',
];
const FOLDERS = ['/static/', '/docs/', '/'];
const TARGETS = [
  ...UP.flatMap((up) =>
    ['package.json', '.env.example', `${up}${up}${up}${up}${up}${up}etc/passwd`].map((file) => up + file),
  ),
  '/etc/passwd',
  '%2fetc%2fpasswd',
  'site.css%00.html',
  '%00',
  '..%00/package.json',
  '.env',
  '.git/config',
  'file:///etc/passwd',
  'C:/windows/win.ini',
  '',
];
// What stands in those files and in nothing that is served.
const CONTENTS = /"devDependencies"|root:.*:0:0|DATABASE_URL=|Index of|\[core\]/;

describe('a path that leads elsewhere', () => {
  it.each(FOLDERS)('below %s is refused, however it is written [W8.I2] [W8.I6]', async (folder) => {
    const served: string[] = [];
    for (const target of TARGETS) {
      const path = folder + target;
      if (path === '/' || path === '/docs/') continue;
      const answer = await rawRequest(
        api.url,
        `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      );
      if (!/^HTTP\/1\.1 4(00|03|04|14) /.test(answer) || CONTENTS.test(answer)) served.push(path);
    }
    expect(served).toEqual([]);
  });

  it.each(['..%2f..%2fetc', '%2e%2e', '..%00'])('names no queue either: %s [W8.I6]', async (queue) => {
    const { status } = await api.http().get(`/api/v1/jobs/${queue}/1`);
    expect([400, 404]).toContain(status);
  });

  it('does not keep the files that are there from being served', async () => {
    const answer = await rawRequest(
      api.url,
      'GET /static/site.css HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});
