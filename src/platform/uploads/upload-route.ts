import { applyDecorators, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, getSchemaPath } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';

/** How long sending a file may take: see UPLOAD_TIMEOUT_MS and IMPORT_UPLOAD_TIMEOUT_MS. */
type UploadSize = 'small' | 'large';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes a file as multipart/form-data, and has the time that takes. */
    upload?: UploadSize;
  }
}

const MULTIPART = /^multipart\//i;
const FILE = { type: 'string', format: 'binary' } as const;

/** Lets a route take a file, in the part `file` of a multipart body, which its handler reads by `receiveFile`. */
export function TakesUpload(size: UploadSize = 'small'): MethodDecorator {
  return applyDecorators(
    RouteConfig({ upload: size }),
    ApiConsumes('multipart/form-data'),
    ApiBody({ required: true, schema: { type: 'object', required: ['file'], properties: { file: FILE } } }),
    ApiProblems(400, 408, 413, 415, 422),
  );
}

/** As above, for a route that takes JSON as well: see `fileOrJson`. What either holds is for the handler to check. */
export function TakesUploadOrJson(size: UploadSize): MethodDecorator {
  return applyDecorators(RouteConfig({ upload: size }), ApiProblems(400, 408, 413, 415, 422));
}

/** Documents the body of such a route, in its `@ApiOperation`: JSON, or a file with a part of JSON before it. */
export function fileOrJson(body: Type, part: { name: string; type: Type }) {
  const properties = { [part.name]: reference(part.type), file: FILE };
  return {
    required: true,
    content: {
      'application/json': { schema: reference(body) },
      'multipart/form-data': {
        schema: { type: 'object', required: ['file'], properties },
        encoding: { [part.name]: { contentType: 'application/json' } },
      },
    },
  };
}

function reference(type: Type) {
  return { $ref: getSchemaPath(type) };
}

/** Whether the route takes files. */
export function takesUpload(request: FastifyRequest): boolean {
  return request.routeOptions.config?.upload !== undefined;
}

/** How large a file this request brings; undefined when it brings none. */
export function uploadOf(request: FastifyRequest): UploadSize | undefined {
  return isMultipart(request) ? request.routeOptions.config?.upload : undefined;
}

export function isMultipart({ headers }: FastifyRequest): boolean {
  return MULTIPART.test(headers['content-type']?.trimStart() ?? '');
}
