import { z } from 'zod';
import { defineSignal } from '../../../platform/signals/define-signal.js';

/** An import has come further, or into another state. */
export const importChanged = defineSignal({
  name: 'import.changed',
  schema: z.object({ importId: z.uuid() }),
});
