import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { loadProduct, type Product, type RoutedDataSource } from './product.ts';
import { User } from './user-entity.ts';

/** Two data sources on the same replicas with the same connections; one of them knows what it may read where. */
export interface DataSources {
  product: Product;
  plain: DataSource;
  routed: RoutedDataSource;
}

/** Whoever opens them destroys them. */
export async function openDataSources(env: NodeJS.ProcessEnv): Promise<DataSources> {
  const product = await loadProduct();
  // The product says which node is what; here that only tears the table apart.
  Logger.overrideLogger(false);
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
  return { product, plain, routed };
}
