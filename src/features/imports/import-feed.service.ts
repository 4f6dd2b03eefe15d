import { Injectable } from '@nestjs/common';
import type { StreamEvent } from '../../platform/event-streams/event-text.js';
import { followSignal, readAt } from '../../platform/signals/follow-signal.js';
import { Signals } from '../../platform/signals/signals.js';
import { ImportDto } from './import.dto.js';
import { isOver } from './import-state.js';
import { ImportsRepository } from './imports.repository.js';
import { importChanged } from './runs/import-changed.signal.js';

/** Id of the event after which there is none. */
export const LAST_EVENT = 'end';

/** An import as it goes on, whichever process runs it. */
@Injectable()
export class ImportFeed {
  constructor(
    private readonly imports: ImportsRepository,
    private readonly signals: Signals,
  ) {}

  /** At once, and whenever it has changed, until it is over or deleted. */
  async *follow(id: string, until: AbortSignal): AsyncGenerator<StreamEvent> {
    const concerns = ({ importId }: { importId: string }) => importId === id;
    let shown: string | undefined;
    for await (const position of followSignal(this.signals, importChanged, concerns, until)) {
      const found = await readAt(position, () => this.imports.find(id));
      if (!found) return;
      const data = new ImportDto(found);
      const isLast = isOver(found.state);
      if (data.entityTag() !== shown) yield { event: 'state', data, ...(isLast && { id: LAST_EVENT }) };
      if (isLast) return;
      shown = data.entityTag();
    }
  }
}
