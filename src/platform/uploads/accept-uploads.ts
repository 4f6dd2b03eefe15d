import { fastifyMultipart } from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { refusal } from '../http-security/refusal.js';
import { isMultipart, takesUpload } from './upload-route.js';

const BODYLESS = new Set(['GET', 'HEAD']);

/** Lets routes marked by `@TakesUpload()` have multipart bodies. For all others only JSON is a body, as before. */
export function acceptUploads(app: NestFastifyApplication): void {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    const foreign = isMultipart(request) && !takesUpload(request);
    done(foreign && !BODYLESS.has(request.method) && !request.is404 ? jsonOnly() : null);
  });
  // Its hooks look after temporary files, which only functions make that nobody calls; every request would pay for them.
  const withoutHooks = Object.create(fastify, { addHook: { value: () => withoutHooks } }) as FastifyInstance;
  fastifyMultipart(withoutHooks, { throwFileSizeLimit: false }, () => {});
}

function jsonOnly(): Error {
  return refusal(415, 'Unsupported Media Type');
}
