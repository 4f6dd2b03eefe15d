import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes a file as multipart/form-data, and has the time that takes. */
    upload?: true;
  }
}

/** Lets a route take a file, in the part `file` of a multipart body, which its handler reads by `receiveFile`. */
export function TakesUpload(): MethodDecorator {
  return applyDecorators(
    RouteConfig({ upload: true }),
    ApiConsumes('multipart/form-data'),
    ApiBody({
      required: true,
      schema: {
        type: 'object',
        required: ['file'],
        properties: { file: { type: 'string', format: 'binary' } },
      },
    }),
    ApiProblems(400, 408, 413, 415, 422),
  );
}

export function takesUpload(request: FastifyRequest): boolean {
  return request.routeOptions.config?.upload === true;
}
