import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { loadConfig } from './src/config/load-config.js';
import { entities } from './src/main/entities.js';
import { migrationOptions } from './src/platform/database/data-source-options.js';
import { RoutingDataSource } from './src/platform/database/routing-data-source.js';

// Its commands print what they were asked for, and nothing of how the connection came about.
Logger.overrideLogger(['fatal', 'error']);

// What the TypeORM command line connects with: npm run migration:generate, run, revert, show.
export default new RoutingDataSource(migrationOptions(loadConfig().database, entities));
