import { Controller, Get, Header, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { register } from 'prom-client';
import { RequirePermissions } from '../access/require-permissions.decorator.js';
import { Unlimited } from '../rate-limit/rate-limit.decorator.js';

@RequirePermissions('metrics:read')
@Unlimited()
@ApiTags('health')
@Controller({ path: 'metrics', version: VERSION_NEUTRAL })
export class MetricsController {
  @Get()
  @Header('content-type', register.contentType)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Metrics of this process, in the text format of Prometheus' })
  @ApiProduces('text/plain')
  @ApiOkResponse({
    schema: { type: 'string', example: 'groundwork_database_node_up{node="node-1",role="primary"} 1' },
  })
  text(): Promise<string> {
    return register.metrics();
  }
}
