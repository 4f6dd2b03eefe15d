import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** In PEM, as the key is. */
  certificate: string;
  key: string;
}

const TAG = { integer: 2, bits: 3, octets: 4, identifier: 6, text: 12, time: 23, sequence: 0x30, set: 0x31 };
const ECDSA_WITH_SHA256 = sequence(identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const COMMON_NAME = identifier(0x55, 0x04, 0x03);
const TRUE = Buffer.from([1, 1, 0xff]);

/** An authority that nobody knows, as companies and providers have them. */
export class Authority {
  readonly certificate: string;
  readonly #name: string;
  readonly #key = newKey();

  constructor(name: string) {
    this.#name = name;
    this.certificate = this.#sign(name, this.#key, extension([0x1d, 0x13], sequence(TRUE), true));
  }

  /** For a server that is reached by these addresses of IPv4, or this name. */
  issue(...hosts: string[]): Certificate {
    const key = newKey();
    const names = hosts.map((host) =>
      /^[\d.]+$/.test(host)
        ? der(0x87, Buffer.from(host.split('.').map(Number)))
        : der(0x82, Buffer.from(host)),
    );
    const certificate = this.#sign(hosts[0] ?? '', key, extension([0x1d, 0x11], sequence(...names)));
    return { certificate, key: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }

  // RFC 5280, section 4.1.
  #sign(subject: string, key: KeyObject, extensions: Buffer): string {
    const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
    const serial = der(TAG.integer, Buffer.concat([Buffer.from([1]), randomBytes(8)]));
    const validity = sequence(time(-1), time(1));
    const version = der(0xa0, der(TAG.integer, Buffer.from([2])));
    const names = [nameOf(this.#name), validity, nameOf(subject)];
    const body = sequence(
      version,
      serial,
      ECDSA_WITH_SHA256,
      ...names,
      publicKey,
      der(0xa3, sequence(extensions)),
    );
    const signature = der(TAG.bits, Buffer.concat([Buffer.from([0]), sign('sha256', body, this.#key)]));
    const lines =
      sequence(body, ECDSA_WITH_SHA256, signature)
        .toString('base64')
        .match(/.{1,64}/g) ?? [];
    return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  }
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function nameOf(text: string): Buffer {
  return sequence(der(TAG.set, sequence(COMMON_NAME, der(TAG.text, Buffer.from(text)))));
}

function extension(id: number[], value: Buffer, isCritical = false): Buffer {
  const critical = isCritical ? [TRUE] : [];
  return sequence(identifier(0x55, ...id), ...critical, der(TAG.octets, value));
}

function time(inDays: number): Buffer {
  const text = new Date(Date.now() + inDays * 86_400_000).toISOString().replace(/\.\d+|[-:T]/g, '');
  return der(TAG.time, Buffer.from(text.slice(2)));
}

function identifier(...bytes: number[]): Buffer {
  return der(TAG.identifier, Buffer.from(bytes));
}

function sequence(...parts: Buffer[]): Buffer {
  return der(TAG.sequence, ...parts);
}

/** A value of ASN.1 as DER has it: tag, length, content. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const long = length > 255 ? [0x82, length >> 8, length & 0xff] : [0x81, length];
  return Buffer.concat([Buffer.from([tag, ...(length < 128 ? [length] : long)]), content]);
}
