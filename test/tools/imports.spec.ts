import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

interface Violation {
  rule: { name: string };
  from: string;
}

type Case = [rule: string, from: string, target: string, statement?: string];

const breaches: Case[] = [
  ['layer-platform', 'src/platform/mail/mailer.ts', 'src/features/users/users.service.ts'],
  ['layer-platform', 'src/platform/mail/mailer.ts', 'src/main/api.ts'],
  ['layer-features', 'src/features/users/users.service.ts', 'src/main/api.ts'],
  ['layer-config', 'src/config/config.ts', 'src/platform/mail/mailer.ts'],
  ['layer-config-types', 'src/features/users/users.service.ts', 'src/config/load-config.ts'],
  ['layer-shared', 'src/shared/page.ts', 'src/config/config.ts'],
  ['layer-shared-pure', 'src/shared/page.ts', 'typeorm'],
  ['layer-shared-io', 'src/shared/page.ts', 'node:fs'],
  ['layer-src', 'src/main/api.ts', 'local/stack.ts'],
  ['layer-src', 'src/main/api.ts', 'test/support/app.ts'],
  ['layer-tools', 'local/stack.ts', 'src/config/config.ts'],
  ['layer-tools', 'bench/http.ts', 'src/config/config.ts'],
  ['feature-posts', 'src/features/posts/posts.service.ts', 'src/features/users/users.repository.ts'],
  ['feature-posts-entities', 'src/features/posts/post.entity.ts', 'src/features/users/user.entity.ts'],
  ['feature-posts', 'src/features/posts/posts.service.ts', 'src/features/likes/likes.service.ts'],
  ['feature-admin', 'src/features/admin/admin.service.ts', 'src/features/search/search.service.ts'],
  ['feature-search', 'src/features/search/search.service.ts', 'src/features/users/users.service.ts'],
  ['feature-users', 'src/features/users/users.service.ts', 'src/features/posts/posts.service.ts'],
  ['feature-unlisted', 'src/features/jobs/jobs.controller.ts', 'src/features/posts/posts.service.ts'],
  ['only-bullmq', 'src/features/users/users.service.ts', 'bullmq'],
  ['only-bullmq', 'src/platform/redis/redis.module.ts', '@nestjs/bullmq'],
  ['only-redis', 'src/platform/cache/cache.ts', 'redis'],
  ['only-redis', 'src/platform/cache/cache.ts', 'ioredis'],
  ['only-pg', 'src/platform/http/time-out.ts', 'pg'],
  ['only-nodemailer', 'src/features/users/users.service.ts', 'nodemailer'],
  ['only-pino', 'src/features/users/users.service.ts', 'pino'],
  ['resolvable', 'src/main/api.ts', 'no-such-package'],
];

const allowed: Case[] = [
  ['', 'src/main/api.ts', 'src/features/users/users.module.ts'],
  ['', 'src/platform/mail/mailer.ts', 'src/config/config.ts'],
  ['', 'src/features/posts/posts.service.ts', 'src/features/users/users.service.ts'],
  ['', 'src/features/posts/posts.service.ts', 'src/features/users/user.entity.ts', 'import type'],
  ['', 'src/features/posts/posts.service.ts', 'src/shared/page.ts'],
  ['', 'src/features/admin/admin.service.ts', 'src/features/wallets/wallets.service.ts'],
  ['', 'src/features/search/search.service.ts', 'src/features/posts/posts.events.ts'],
  ['', 'src/platform/jobs/queue.ts', 'bullmq'],
  ['', 'src/platform/redis/connections.ts', 'redis'],
  ['', 'src/platform/database/statement-client.ts', 'pg'],
  ['', 'src/features/users/users.service.ts', 'src/config/config.ts'],
  ['', 'src/features/users/users.service.ts', 'src/config/environment.ts', 'import type'],
];

const cases = [...breaches, ...allowed];

let violations: Violation[];

// One tree and one run for all cases: each case has an importing file of its own, the targets are leaves.
beforeAll(async () => {
  const tree = new Map<string, string>([
    ['src/shared/a.ts', "import { b } from './b.js';\nexport const a = () => b;\n"],
    ['src/shared/b.ts', "import { a } from './a.js';\nexport const b = () => a;\n"],
    ['src/shared/lonely.ts', 'export const lonely = 1;\n'],
  ]);
  for (const [from, target, statement] of cases.map(([, ...rest]) => rest)) {
    const path = fileOf(from, target);
    if (isLocal(target)) tree.set(target, 'export const thing = 1;\n');
    const depth = '../'.repeat(path.split('/').length - 1);
    const specifier = isLocal(target) ? depth + target.replace(/\.ts$/, '.js') : target;
    tree.set(path, `${statement ?? 'import'} { thing } from '${specifier}';\nexport const other = 1;\n`);
  }
  violations = await cruise(tree);
}, 60_000);

describe('the import checker', () => {
  test.each(breaches)('%s: %s may not import %s', (rule, from, target) => {
    expect(brokenBy(fileOf(from, target))).toContain(rule);
  });

  test.each(allowed)('%s%s may import %s', (_, from, target) => {
    expect(brokenBy(fileOf(from, target))).toEqual([]);
  });

  test('two files may not need each other', () => {
    expect(brokenBy('src/shared/a.ts')).toEqual(['no-cycles']);
  });

  test('a file that nothing uses is found', () => {
    expect(brokenBy('src/shared/lonely.ts')).toEqual(['no-orphans']);
  });
});

function brokenBy(file: string): string[] {
  return violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);
}

function fileOf(from: string, target: string): string {
  const number = cases.findIndex(([, ...rest]) => rest[0] === from && rest[1] === target);
  return from.replace(/[^/]+$/, (name) => `case-${number}-${name}`);
}

function isLocal(target: string): boolean {
  return /^(src|local|test)\//.test(target);
}

/** What dependency-cruiser, with the project's own configuration, finds in a tree of files. */
async function cruise(tree: Map<string, string>): Promise<Violation[]> {
  const folder = mkdtempSync(join(tmpdir(), 'imports-'));
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, text] of tree) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const config = join(root, '.dependency-cruiser.mjs');
    const { stdout } = await run(
      process.execPath,
      [cruiser, '--config', config, '--output-type', 'json', 'src', 'local', 'bench', 'test'],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, NODE_OPTIONS: '' } },
    ).catch((error: { stdout: string }) => error);
    return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
