import { DataSource } from 'typeorm';
import { opened } from './opened.ts';

interface PoolCounts {
  totalCount: number;
  idleCount: number;
  waitingCount: number;
}

// Whoever takes a connection gives it back: counted for every application, after every suite.
afterAll(async () => {
  const leaks: string[] = [];
  for (const app of opened.splice(0)) {
    const leaked = await connectionsInUse(app.get(DataSource, { strict: false }));
    if (leaked > 0) leaks.push(`${leaked} database connections are still in use`);
    await app.close();
  }
  expect(leaks).toEqual([]);
});

async function connectionsInUse({ driver }: DataSource): Promise<number> {
  const pool = (driver as unknown as { master: PoolCounts }).master;
  const deadline = Date.now() + 2000;
  // What an aborted request held comes back a moment after the client has gone.
  while (pool.totalCount > pool.idleCount && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return pool.totalCount - pool.idleCount;
}
