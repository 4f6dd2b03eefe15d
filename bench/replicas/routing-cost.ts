import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { measureCpu, type CpuCost } from './cpu-cost.ts';
import { measureLatency, type LatencyCost } from './latency-cost.ts';
import { loadProduct, type Product, type RoutedDataSource } from './product.ts';
import { User } from './user-entity.ts';

export interface RoutingCost {
  cpu: CpuCost;
  latency: LatencyCost;
}

/** Two data sources on the same replicas with the same connections; one of them knows what it may read where. */
export interface Pair {
  product: Product;
  plain: DataSource;
  routed: RoutedDataSource;
}

/** What the routing adds to a read, measured in this process. */
export async function measureRouting(
  env: NodeJS.ProcessEnv,
  rounds: number,
  signal: AbortSignal,
): Promise<RoutingCost> {
  signal.throwIfAborted();
  // The product says which node is what; here that only tears the table apart.
  Logger.overrideLogger(false);
  const product = await loadProduct();
  const config = product.parseConfig(env);
  const [primary = '', ...replicas] = config.database.urls;
  const routed = new product.RoutingDataSource(product.dataSourceOptions(config.database, [User]));
  const plain = new DataSource({
    type: 'postgres',
    entities: [User],
    replication: { master: { url: primary }, slaves: replicas.map((url) => ({ url })) },
    extra: { Client: product.StatementClient, types: product.integerTypes },
  });
  await Promise.all([routed.initialize(), plain.initialize()]);
  try {
    const pair = { product, plain, routed };
    return { cpu: await measureCpu(pair, rounds), latency: await measureLatency(pair, rounds) };
  } finally {
    await Promise.all([routed.destroy(), plain.destroy()]);
  }
}
