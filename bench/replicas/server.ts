import fastify from 'fastify';
import { type AccessName, DATA_ACCESS } from './data-access.ts';
import { loadProduct } from './product.ts';
import { User } from './user-entity.ts';

// One read and one write over the data access that is named by the first argument. Each has the product's request
// context, time-out and headers, so that only data access makes a difference.
const server = fastify();
const product = await loadProduct();
product.trackRequests(server, product.parseConfig(process.env).http);
const dataSource = await DATA_ACCESS[process.argv[2] as AccessName](server);
const users = dataSource.getRepository(User);

server.get('/health/ready', () => ({ status: 'ok' }));

server.get<{ Params: { id: string } }>('/users/:id', async (request, reply) => {
  const user = await users.findOneBy({ id: Number(request.params.id) });
  return user ?? reply.callNotFound();
});

server.patch<{ Params: { id: string }; Body: { name: string } }>('/users/:id', async (request) => {
  const { name } = request.body;
  await users.update(Number(request.params.id), { name });
  return { name };
});

process.on('SIGTERM', () => process.exit(0));
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
