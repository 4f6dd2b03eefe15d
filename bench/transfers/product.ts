import { randomUUID } from 'node:crypto';
import { importProduct } from '../product.ts';
import { PAYMENT } from './payment.ts';

/** Parts of the compiled product, as far as they are used here. */
interface Product {
  parseConfig: (env: NodeJS.ProcessEnv) => object;
  createLogger: (config: object, name: string) => object;
  createApiApp: (config: object, logger: object) => Promise<App>;
  TransfersController: new (...services: object[]) => Transfers;
  RequestContext: new (requestId: string) => Context;
  runInContext: <T>(context: Context, work: () => T) => T;
}

interface Context {
  consistency: { settle: () => Promise<unknown> };
}

interface App {
  init: () => Promise<unknown>;
  get: <T>(type: new (...services: object[]) => T, options: { strict: boolean }) => T;
}

/** The method behind POST /transfers: it reads the amount, asks the service and keeps the answer for the key. */
interface Transfers {
  send: (body: object, user: { userId: number }, key: object) => Promise<object>;
}

const FILES = [
  'config/config.js',
  'features/transfers/transfers.controller.js',
  'main/api-app.js',
  'platform/context/request-context.js',
  'platform/telemetry/logger.js',
];

/** The application as it serves, but without a port: one transfer a call, in a request context of its own. */
export async function openService(
  env: NodeJS.ProcessEnv,
): Promise<(from: number, to: number) => Promise<void>> {
  const product = await importProduct<Product>(...FILES);
  const config = product.parseConfig(env);
  const app = await product.createApiApp(config, product.createLogger(config, 'bench'));
  await app.init();
  const transfers = app.get(product.TransfersController, { strict: false });
  return (from, toUserId) => {
    const key = { key: `${from} POST /api/v1/transfers ${randomUUID()}`, fingerprint: 'x'.repeat(43) };
    const context = new product.RequestContext(randomUUID());
    return product.runInContext(context, async () => {
      await transfers.send({ ...PAYMENT, toUserId }, { userId: from }, key);
      // An answer waits for the position that its client has to see.
      await context.consistency.settle();
    });
  };
}
