import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { DataCipher } from './data-cipher.js';

const dataCipher = {
  provide: DataCipher,
  inject: [CONFIG],
  useFactory: ({ dataEncryptionKeys }: Config) => new DataCipher(readKeys(dataEncryptionKeys)),
};

@Module({ providers: [dataCipher], exports: [DataCipher] })
export class CryptoModule {}

// `name:base64,name:base64`; the configuration has checked the form.
function readKeys(text: string): Map<string, Buffer> {
  const pairs = text.split(',').map((pair): [string, Buffer] => {
    const [name = '', key = ''] = pair.split(':');
    return [name, Buffer.from(key, 'base64')];
  });
  return new Map(pairs);
}
