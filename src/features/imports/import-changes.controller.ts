import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { ApiIdempotent, Idempotency, type IdempotencyKey } from '../../platform/http/idempotency-key.js';
import { IdempotentAnswers } from '../../platform/http/idempotent-answers.js';
import { ParseUuidPipe } from '../../platform/http/parse-uuid.pipe.js';
import { ImportDto } from './import.dto.js';
import type { Import } from './import.entity.js';
import { ImportsService } from './imports.service.js';

/** What an operator does to an import that is under way. */
@RequirePermissions('imports:manage')
@ApiTags('imports')
@Controller('imports/:id')
export class ImportChangesController {
  constructor(
    private readonly imports: ImportsService,
    private readonly answers: IdempotentAnswers,
  ) {}

  @Post('pause')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Pause an import',
    description: 'A batch that has not been committed by then is undone, and done again after a resumption.',
  })
  @ApiOkResponse({ type: ImportDto })
  @ApiIdempotent()
  @ApiProblems(400, 404, 409, 422)
  pause(
    @Param('id', ParseUuidPipe) id: string,
    @Idempotency() key?: IdempotencyKey,
  ): Promise<Answer<ImportDto>> {
    return this.answers.once(key, 'import.pause', async (tx) => shown(200, await this.imports.pause(tx, id)));
  }

  @Post('resumption')
  @HttpCode(202)
  @ApiOperation({ summary: 'Go on with an import that was paused or has failed, where it stopped' })
  @ApiAcceptedResponse({ type: ImportDto })
  @ApiIdempotent()
  @ApiProblems(400, 404, 409, 422)
  resume(
    @Param('id', ParseUuidPipe) id: string,
    @Idempotency() key?: IdempotencyKey,
  ): Promise<Answer<ImportDto>> {
    return this.answers.once(key, 'import.resume', async (tx) =>
      shown(202, await this.imports.resume(tx, id)),
    );
  }

  @Post('cancellation')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Stop an import for good',
    description: 'What was committed stays, and so do its rejected rows.',
  })
  @ApiOkResponse({ type: ImportDto })
  @ApiIdempotent()
  @ApiProblems(400, 404, 409, 422)
  cancel(
    @Param('id', ParseUuidPipe) id: string,
    @Idempotency() key?: IdempotencyKey,
  ): Promise<Answer<ImportDto>> {
    return this.answers.once(key, 'import.cancel', async (tx) =>
      shown(200, await this.imports.cancel(tx, id)),
    );
  }
}

function shown(status: number, changed: Import): Answer<ImportDto> {
  const dto = new ImportDto(changed);
  return new Answer(status, dto, { etag: dto.entityTag() });
}
