import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { root } from './command.ts';
import { headingAnchors } from './markdown.ts';

const inlineLink = /(?<!`)\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g;

const broken = globSync(['*.md', 'docs/**/*.md', 'clients/**/*.md'], { cwd: root }).flatMap(brokenLinks);
for (const line of broken) console.error(line);
process.exitCode = broken.length > 0 ? 1 : 0;

function brokenLinks(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const targets = [...text.matchAll(inlineLink)].map((match) => match[1] ?? '');
  const local = targets.filter((target) => !/^[a-z]+:/i.test(target));
  return local
    .filter((target) => !resolves(page, target))
    .map((target) => `${page}: ${target} leads nowhere`);
}

function resolves(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? join(root, page) : resolve(root, dirname(page), decodeURIComponent(path));
  if (!existsSync(file)) return false;
  return !anchor || !file.endsWith('.md') || headingAnchors(readFileSync(file, 'utf8')).has(anchor);
}
