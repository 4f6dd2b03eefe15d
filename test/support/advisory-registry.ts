import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Advisory {
  id: number;
  url: string;
  title: string;
  severity: 'low' | 'moderate' | 'high' | 'critical';
  vulnerable_versions: string;
}

/** Advisories by the package they are against. */
export type Advisories = Record<string, Advisory[]>;

export interface AdvisoryRegistry {
  url: string;
  /** The bodies of what was asked: versions by package. */
  asked: Record<string, string[]>[];
  close: () => Promise<void>;
}

/** What another registry would answer: status and body, or nothing, ever. */
type OtherAnswer = { status: number; body: string } | 'silence';

const BULK = '/-/npm/v1/security/advisories/bulk';

/** A package registry that knows advisories and nothing else. */
export async function startAdvisoryRegistry(answer: Advisories | OtherAnswer): Promise<AdvisoryRegistry> {
  const asked: AdvisoryRegistry['asked'] = [];
  const server = createServer((request, response) => {
    if (request.url !== BULK) return void response.writeHead(404).end();
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const versions = JSON.parse(gunzipSync(Buffer.concat(parts)).toString()) as Record<string, string[]>;
      asked.push(versions);
      if (answer === 'silence') return;
      if ('status' in answer) response.writeHead(Number(answer.status)).end(answer.body);
      else response.end(JSON.stringify(onlyAsked(answer, versions)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function onlyAsked(advisories: Advisories, versions: Record<string, string[]>): Advisories {
  return Object.fromEntries(Object.entries(advisories).filter(([name]) => name in versions));
}
