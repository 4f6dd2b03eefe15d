import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { documentUnreadableBodies } from './api-problems.js';
import { ProblemDto } from './problem.dto.js';

/** The OpenAPI 3.1 description of all routes. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Groundwork')
    .setDescription(
      'A complete backend: accounts, posts, jobs. Errors are RFC 9457 problem documents. Whatever the route, a head that cannot be read or is too large is answered with 400, 414 or 431.',
    )
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .build();
  const document = SwaggerModule.createDocument(app, description, {
    extraModels: [ProblemDto],
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  documentUnreadableBodies(document);
  // Said outright, because an absent list reads like a forgotten one: nothing asks for credentials yet.
  return { ...document, security: [] };
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
