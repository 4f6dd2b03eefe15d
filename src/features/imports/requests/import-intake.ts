import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../../config/config.js';
import { Answer } from '../../../platform/http/answer.js';
import { type IdempotencyKey, keyFor } from '../../../platform/http/idempotency-key.js';
import { IdempotentAnswers } from '../../../platform/http/idempotent-answers.js';
import { checkedBody } from '../../../platform/http/validation.pipe.js';
import { receiveFile } from '../../../platform/uploads/receive-file.js';
import type { Principal } from '../../../shared/principal.js';
import type { Upload } from '../../uploads/upload.entity.js';
import { UploadsService } from '../../uploads/uploads.service.js';
import { ImportDto } from '../import.dto.js';
import { formErrors } from '../targets/given-options.js';
import { refuse } from '../targets/settle-options.js';
import { CreateImportDto, ImportOptionsDto } from './import-options.dto.js';
import { ImportRequests } from './import-requests.service.js';
import { ImportsService } from '../imports.service.js';
import { checkedOptions } from './options-part.js';

/** Makes imports of requests, which bring a file or name one. */
@Injectable()
export class ImportIntake {
  constructor(
    private readonly uploads: UploadsService,
    private readonly requests: ImportRequests,
    private readonly imports: ImportsService,
    private readonly answers: IdempotentAnswers,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async ofJson(actor: Principal, body: unknown, key?: IdempotencyKey): Promise<Answer<ImportDto>> {
    const asked = await checkedBody(CreateImportDto, body);
    // The file may be gone by now, with its import.
    const before = await this.answers.recorded<ImportDto>(key);
    if (before) return before;
    return this.#create(actor, await this.uploads.get(asked.uploadId.toLowerCase()), asked, key);
  }

  async ofFile(actor: Principal, request: FastifyRequest, key?: IdempotencyKey): Promise<Answer<ImportDto>> {
    const form = { maxBytes: this.config.imports.maxBytes, json: 'options' };
    const asked = new ImportOptionsDto();
    const upload = await this.uploads.receiveFrom(actor.userId, (keep) =>
      receiveFile(request, form, async (file, signal, notes) => {
        // Before a file of gigabytes has come.
        Object.assign(asked, await checkedOptions(ImportOptionsDto, notes.json));
        refuse(formErrors(asked));
        return keep(file, signal, notes);
      }),
    );
    const sent = keyFor(key, [asked, upload.fileName, upload.sha256]);
    const create = () => this.#create(actor, upload, asked, sent);
    return this.uploads.settle(upload, create, ({ body }) => body.uploadId);
  }

  async #create(
    actor: Principal,
    upload: Upload,
    asked: ImportOptionsDto,
    key?: IdempotencyKey,
  ): Promise<Answer<ImportDto>> {
    const options = await this.requests.settle(actor, upload, asked);
    return this.answers.once(key, 'import.create', async (tx) => {
      const made = await this.imports.create(tx, actor.userId, { upload, target: asked.target, options });
      const dto = new ImportDto(made);
      return new Answer(202, dto, { location: `/api/v1/imports/${made.id}`, etag: dto.entityTag() });
    });
  }
}
