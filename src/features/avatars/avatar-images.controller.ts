import { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/access/public.decorator.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { ParseUuidPipe } from '../../platform/http/parse-uuid.pipe.js';
import { noneMatch } from '../../platform/http/send-answers.js';
import { Unlimited } from '../../platform/rate-limit/rate-limit.decorator.js';
import { type Storage, STORAGE, type StoredFile } from '../../platform/storage/storage.js';
import { notFound } from '../../shared/app-error.js';
import { AVATAR_FORMATS, AVATAR_SIDES } from '../users/avatar.dto.js';
import { imageKey } from './avatar-files.js';

const FILES = AVATAR_SIDES.flatMap((side) => AVATAR_FORMATS.map((format) => `${side}.${format}`));
const IMAGE = { schema: { type: 'string', format: 'binary' } } as const;

// A page shows many, and whoever has one does not ask for it again.
@Public()
@Unlimited()
@ApiTags('avatars')
@Controller('avatars')
export class AvatarImagesController {
  constructor(@Inject(STORAGE) private readonly storage: Storage) {}

  @Get(':id/:file')
  @ApiOperation({ summary: 'An image of a user, by the addresses that users have. It never changes' })
  @ApiParam({ name: 'file', enum: FILES })
  @ApiOkResponse({ content: { 'image/webp': IMAGE, 'image/avif': IMAGE } })
  @ApiProblems(400, 404)
  async get(
    @Param('id', ParseUuidPipe) id: string,
    @Param('file') file: string,
    @Req() { method, headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    const [side = '', format = ''] = FILES.includes(file) ? file.split('.') : [];
    const key = imageKey(id, Number(side), format);
    const tag = `"${id}.${side}.${format}"`;
    const isKnown = !noneMatch(headers['if-none-match'], tag);
    const sendsNothing = isKnown || method === 'HEAD';
    const found = side === '' ? undefined : await (sendsNothing ? this.#stat(key) : this.storage.read(key));
    if (!found) throw notFound('avatar', id);
    void reply.headers({
      etag: tag,
      'cache-control': 'public, max-age=31536000, immutable',
      // Pages of other origins may show it.
      'cross-origin-resource-policy': 'cross-origin',
    });
    if (isKnown) return void reply.status(304);
    void reply.headers({ 'content-type': `image/${format}`, 'content-length': found.size });
    return new StreamableFile(found.stream ?? Readable.from([]));
  }

  async #stat(key: string): Promise<(StoredFile & { stream?: undefined }) | undefined> {
    return this.storage.stat(key);
  }
}
