import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Authority } from './certificates.ts';

/** What servers of Redis below one folder need to speak TLS, and nothing else. */
export interface RedisTls {
  /** Whose certificates they have, and believe: nobody but us knows it. */
  ca: string;
  /** Of the configuration of the server at this port. */
  lines: (port: number) => string[];
}

export function redisTls(dir: string): RedisTls {
  const folder = mkdtempSync(join(dir, 'tls-'));
  const authority = new Authority('An authority of a company');
  const { certificate, key } = authority.issue('127.0.0.1');
  const files = {
    'tls-cert-file': certificate,
    'tls-key-file': key,
    'tls-ca-cert-file': authority.certificate,
  };
  const named = Object.entries(files).map(([name, text]) => {
    const file = join(folder, `${name}.pem`);
    writeFileSync(file, text);
    return `${name} "${file}"`;
  });
  const lines = (port: number) => [
    'port 0',
    `tls-port ${port}`,
    ...named,
    'tls-auth-clients no',
    'tls-replication yes',
  ];
  return { ca: authority.certificate, lines };
}
