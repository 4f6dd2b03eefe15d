import { Controller, Get, Header, ServiceUnavailableException, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { type HealthCheckResult, HealthCheckService, type HealthIndicatorFunction } from '@nestjs/terminus';
import type { Principal } from '../../shared/principal.js';
import { ApiOptionalSignIn } from '../access/api-optional-sign-in.js';
import { OptionalUser } from '../access/current-user.decorator.js';
import { Public } from '../access/public.decorator.js';
import { Answer } from '../http/answer.js';
import { Unlimited } from '../rate-limit/rate-limit.decorator.js';
import { DatabaseHealth } from './database.health.js';
import { HealthDto, LivenessDto, ReadinessDto } from './health.dto.js';
import { RedisHealth } from './redis.health.js';
import { StorageHealth } from './storage.health.js';

/** Tells orchestrators, balancers and people how this process is. */
@Public()
@Unlimited()
@ApiTags('health')
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: DatabaseHealth,
    private readonly redis: RedisHealth,
    private readonly storage: StorageHealth,
  ) {}

  @Get()
  @ApiOptionalSignIn()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'State of the process and, for those with metrics:read, of all it needs' })
  @ApiOkResponse({ type: HealthDto })
  @ApiServiceUnavailableResponse({
    type: HealthDto,
    description: 'Something without which nothing works is away.',
  })
  async everything(@OptionalUser() viewer?: Principal): Promise<Answer<HealthDto>> {
    const { database, redis, storage } = this;
    const others = [redis.queue, redis.cache, redis.emailQueue, storage.files];
    const { status, details } = await this.#check([database.database, ...database.nodes(), ...others]);
    // How the system is built, and which part of it is weak at the moment, is nothing for strangers.
    const shown = viewer?.permissions.has('metrics:read') ? { parts: details } : {};
    return answer({ status, uptimeSeconds: uptime(), ...shown });
  }

  @Get('live')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Whether the process runs; restart it when this fails' })
  live(): LivenessDto {
    return { status: 'ok', uptimeSeconds: uptime() };
  }

  @Get('ready')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Whether requests may be sent here; a dead replica, Redis or storage does not fail it',
  })
  @ApiOkResponse({ type: ReadinessDto })
  @ApiServiceUnavailableResponse({ type: ReadinessDto, description: 'Send no requests here.' })
  async ready(): Promise<Answer<ReadinessDto>> {
    const { status } = await this.#check([this.database.database]);
    return answer({ status });
  }

  // terminus throws when a part is down; that is a report here and not an error.
  async #check(parts: HealthIndicatorFunction[]): Promise<HealthCheckResult> {
    try {
      return await this.health.check(parts);
    } catch (error) {
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }
}

function answer<T extends ReadinessDto>(body: T): Answer<T> {
  return new Answer(body.status === 'ok' || body.status === 'degraded' ? 200 : 503, body);
}

function uptime(): number {
  return Math.round(process.uptime());
}
