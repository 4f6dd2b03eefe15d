import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentUser } from '../../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../../platform/access/require-permissions.decorator.js';
import { SNIFF_BYTES } from '../../../platform/csv/sniff-csv.js';
import { ApiProblems } from '../../../platform/http/api-problems.js';
import { checkedBody } from '../../../platform/http/validation.pipe.js';
import { receiveFile } from '../../../platform/uploads/receive-file.js';
import { fileOrJson, isMultipart, TakesUploadOrJson } from '../../../platform/uploads/upload-route.js';
import type { Principal } from '../../../shared/principal.js';
import { UploadsService } from '../../uploads/uploads.service.js';
import { checkedOptions } from '../requests/options-part.js';
import { makePreview } from './make-preview.js';
import { CreatePreviewDto, PreviewOptionsDto } from './preview-options.dto.js';
import { PreviewDto } from './preview.dto.js';
import { readHead } from './read-head.js';

/** Of a file that is sent for this only: its beginning is enough. */
const MAX_BYTES = 1_048_576;

@RequirePermissions('imports:manage')
@ApiTags('imports')
@Controller('imports/preview')
export class ImportPreviewsController {
  constructor(private readonly uploads: UploadsService) {}

  @Post()
  @HttpCode(200)
  @TakesUploadOrJson('small')
  @ApiExtraModels(CreatePreviewDto, PreviewOptionsDto)
  @ApiOperation({
    summary: 'How a file would be imported: what was found in its first rows, and their problems',
    description: `Nothing is kept. The first 64 KiB are looked at, so of a file that comes along its beginning is enough; it may have ${MAX_BYTES} bytes. In a multipart body the part \`options\` stands before the file.`,
    requestBody: fileOrJson(CreatePreviewDto, { name: 'options', type: PreviewOptionsDto }),
  })
  @ApiOkResponse({ type: PreviewDto })
  @ApiProblems(404)
  async create(
    @Req() request: FastifyRequest,
    @CurrentUser() { permissions }: Principal,
  ): Promise<PreviewDto> {
    if (!isMultipart(request)) {
      const asked = await checkedBody(CreatePreviewDto, request.body);
      const { id } = await this.uploads.get(asked.uploadId.toLowerCase());
      return makePreview(await this.uploads.head(id, SNIFF_BYTES), asked, permissions);
    }
    return receiveFile(request, { maxBytes: MAX_BYTES, json: 'options' }, async (file, _, { json = {} }) => {
      const asked = await checkedOptions(PreviewOptionsDto, json);
      return makePreview(await readHead(file), asked, permissions);
    });
  }
}
