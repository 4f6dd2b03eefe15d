import { ApiPropertyOptional } from '@nestjs/swagger';

export class LivenessDto {
  /** @example ok */
  status!: 'ok';

  /**
   * Seconds since the process started.
   * @example 3600
   */
  uptimeSeconds!: number;
}

export class ReadinessDto {
  /**
   * `degraded`: something is away without which requests are still served. `error` and `shutting_down` come with 503.
   * @example ok
   */
  status!: 'ok' | 'degraded' | 'error' | 'shutting_down';
}

export class HealthDto extends ReadinessDto {
  /**
   * Seconds since the process started.
   * @example 3600
   */
  uptimeSeconds!: number;

  /** State of each part: the primary, each replica, both Redis servers, the queues, the storage. Only with `metrics:read`. */
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'object' },
    example: { primary: { status: 'up' }, 'replica-1': { status: 'up', replayedAt: '0/5000148' } },
  })
  parts?: Record<string, object>;
}
