import { Controller, Get, Header, Headers, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { register } from 'prom-client';
import { RequirePermissions } from '../access/require-permissions.decorator.js';
import { Unlimited } from '../rate-limit/rate-limit.decorator.js';
import { MetricsSummaryDto } from './metrics-summary.dto.js';
import { routeTimes } from './request-times.js';

@RequirePermissions('metrics:read')
@Unlimited()
@ApiTags('health')
@ApiExtraModels(MetricsSummaryDto)
@Controller({ path: 'metrics', version: VERSION_NEUTRAL })
export class MetricsController {
  @Get()
  @Header('cache-control', 'no-store')
  @Header('vary', 'accept')
  @ApiOperation({
    summary:
      'Metrics of this process, in the text format of Prometheus; with Accept: application/json how its routes do',
  })
  @ApiOkResponse({
    content: {
      'text/plain': {
        schema: { type: 'string', example: 'groundwork_database_node_up{node="node-1",role="primary"} 1' },
      },
      'application/json': { schema: { $ref: getSchemaPath(MetricsSummaryDto) } },
    },
  })
  async show(
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | MetricsSummaryDto> {
    // Prometheus asks for text by several names, and never for this one.
    if (accept?.includes('application/json')) return new MetricsSummaryDto(await routeTimes());
    void reply.type(register.contentType);
    return register.metrics();
  }
}
