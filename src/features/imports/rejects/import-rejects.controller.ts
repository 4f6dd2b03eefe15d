import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequirePermissions } from '../../../platform/access/require-permissions.decorator.js';
import { idAfter, pageByNumber } from '../../../platform/database/id-cursor.js';
import type { Answer } from '../../../platform/http/answer.js';
import { ApiProblems } from '../../../platform/http/api-problems.js';
import { listAnswer } from '../../../platform/http/list-answer.js';
import { ParseUuidPipe } from '../../../platform/http/parse-uuid.pipe.js';
import { answerEndlessly } from '../../../platform/http/request-lifecycle.js';
import { ImportsService } from '../imports.service.js';
import { ImportRejectDto, ImportRejectListDto, ListRejectsQueryDto } from './import-reject.dto.js';
import { ImportRejects } from './import-rejects.repository.js';
import { rejectsCsv } from './rejects-csv.js';

/** The rows that an import did not take, and why not. */
@RequirePermissions('imports:manage')
@ApiTags('imports')
@Controller('imports/:id')
export class ImportRejectsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly rejects: ImportRejects,
  ) {}

  @Get('rejects')
  @ApiOperation({ summary: 'Rows that were not taken, and why not, in the order of the file' })
  @ApiOkResponse({ type: ImportRejectListDto })
  @ApiProblems(400, 404)
  async list(
    @Param('id', ParseUuidPipe) id: string,
    @Query() query: ListRejectsQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<Answer<ImportRejectListDto>> {
    await this.imports.get(id);
    const rows = await this.rejects.page(id, idAfter(query), query.limit + 1);
    return listAnswer(
      pageByNumber(rows, query, ({ row }) => row),
      request,
      (each) => new ImportRejectDto(each),
    );
  }

  @Get('rejects.csv')
  @ApiOperation({
    summary: 'The same as a CSV file: put right, it can be imported as it is',
    description:
      'Before the columns of the file stand import_line, import_column and import_reason, which an import leaves out. Cells that a spreadsheet would take for formulas begin with an apostrophe, which an import of this file takes away again.',
  })
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  @ApiProblems(400, 404)
  async download(
    @Param('id', ParseUuidPipe) id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { options } = await this.imports.get(id);
    void reply.headers({ 'cache-control': 'no-store' });
    const head = { type: 'text/csv; charset=utf-8', disposition: `attachment; filename="rejects-${id}.csv"` };
    if (request.method === 'HEAD') return new StreamableFile(Readable.from([]), head);
    answerEndlessly(request);
    return new StreamableFile(
      Readable.from(rejectsCsv(options, this.rejects.all(id)), { objectMode: false }),
      head,
    );
  }
}
