import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { PRODUCT } from '../../shared/product.js';
import { MERGE_PATCH } from '../http-security/json-bodies.js';
import { documentRateLimits } from '../rate-limit/openapi.js';
import { documentRefusals } from './api-problems.js';
import { ProblemDto } from './problem.dto.js';

const CSRF =
  'What changes something needs the header X-CSRF-Token as well. In production the name has __Host- before it.';

/** The OpenAPI 3.1 description of all routes. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(PRODUCT)
    .setDescription(
      'A complete backend: accounts, posts, jobs. Errors are RFC 9457 problem documents. Whatever the route, a head that cannot be read or is too large is answered with 400, 414 or 431.',
    )
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .addSecurity('cookie', { type: 'apiKey', in: 'cookie', name: 'access', description: CSRF })
    .addSecurity('session', { type: 'apiKey', in: 'cookie', name: 'sid', description: CSRF })
    .addSecurity('apiKey', { type: 'apiKey', in: 'header', name: 'X-API-Key' })
    .build();
  const document = SwaggerModule.createDocument(app, description, {
    extraModels: [ProblemDto],
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  documentRefusals(document);
  documentMergePatches(document);
  sortEnums(document.components?.schemas);
  // Routes that need credentials say so themselves; an absent list would read like a forgotten one.
  return documentRateLimits({ ...document, security: [] });
}

// What changes is what is sent and nothing else, so a PATCH may be called what it is.
function documentMergePatches({ paths }: OpenAPIObject): void {
  for (const { patch } of Object.values(paths)) {
    const body = patch?.requestBody;
    if (!body || !('content' in body)) continue;
    const json = body.content['application/json'];
    if (json) body.content[MERGE_PATCH] = json;
  }
}

// The compiler names the members of a union in an order that differs from build to build.
function sortEnums(part: unknown): void {
  if (typeof part !== 'object' || part === null) return;
  const values = (part as { enum?: unknown }).enum;
  if (Array.isArray(values)) values.sort();
  Object.values(part).forEach(sortEnums);
}

/** Serves Swagger UI on /docs and the document on /openapi.json. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Groundwork API',
    swaggerOptions: {
      displayRequestDuration: true,
      tryItOutEnabled: true,
      // The other layout has a bar that writes an inline style, which the content policy refuses.
      layout: 'BaseLayout',
      // Nothing is sent to a validator elsewhere.
      validatorUrl: 'none',
    },
  });
}
