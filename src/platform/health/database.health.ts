import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorFunction } from '@nestjs/terminus';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../config/config.js';
import { probeReplica } from '../database/replica-probe.js';
import { within } from './within.js';

const PRIMARY_TIMEOUT_MS = 1000;

/** Asks the PostgreSQL servers how they are. */
@Injectable()
export class DatabaseHealth {
  constructor(
    private readonly indicator: HealthIndicatorService,
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Without the primary nothing works: down. */
  primary: HealthIndicatorFunction = () =>
    within(PRIMARY_TIMEOUT_MS, this.dataSource.query('SELECT 1')).then(
      () => this.indicator.check('primary').up(),
      // The message of the error would name hosts and ports.
      () => this.indicator.check('primary').down({ message: 'cannot be reached' }),
    );

  /** One indicator for each replica. Without one the others serve: degraded. */
  replicas(): HealthIndicatorFunction[] {
    return this.config.database.replicaUrls.map((url, index) => async () => {
      const session = this.indicator.check(`replica-${index + 1}`);
      const probe = await probeReplica(url);
      if ('fault' in probe) return session.degraded({ message: probe.fault });
      return session.up({ replayedAt: probe.replayedAt });
    });
  }
}
