import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { DatabaseCluster } from '../../src/platform/database/nodes/cluster.js';
import type { RoutingDataSource } from '../../src/platform/database/routing-data-source.js';
import { opened } from './opened.ts';

// Whoever takes a connection gives it back: counted for every application, after every suite.
afterAll(async () => {
  const leaks: string[] = [];
  for (const app of opened.splice(0)) {
    const leaked = await connectionsInUse(app.get<RoutingDataSource>(DataSource, { strict: false }));
    if (leaked > 0) leaks.push(`${leaked} database connections are still in use`);
    await app.close();
  }
  expect(leaks).toEqual([]);
});

async function connectionsInUse({ cluster }: { cluster: DatabaseCluster }): Promise<number> {
  const inUse = () => cluster.nodes.reduce((sum, { pool }) => sum + pool.counts().inUse, 0);
  const deadline = Date.now() + 2000;
  // What an aborted request held comes back a moment after the client has gone.
  while (inUse() > 0 && Date.now() < deadline) await sleep(20);
  return inUse();
}
