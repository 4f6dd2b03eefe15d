import type { Type } from '@nestjs/common';
import { ApiModule } from '../../src/main/api-app.js';
import { startApi, type TestApi } from './api.ts';

/** Starts the API with further controllers, for what no route of the product does. It is closed after the suite. */
export function startApiWith(controllers: Type[], overrides: Record<string, string> = {}): Promise<TestApi> {
  return startApi(overrides, (config) => ({
    module: class Root {},
    imports: [ApiModule.forRoot(config)],
    controllers,
  }));
}
