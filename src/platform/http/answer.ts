/** A response with more to say than its body: a status and headers. Sent by `sendAnswers`. */
export class Answer<T> {
  constructor(
    readonly status: number,
    readonly body: T,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

/** A body that knows its entity tag, quotes included. */
export interface Tagged {
  entityTag(): string;
}

export function isTagged(body: unknown): body is Tagged {
  return typeof (body as Partial<Tagged> | null | undefined)?.entityTag === 'function';
}

/** 201 with the address of what was made. */
export function created<T extends object>(location: string, body: T): Answer<T> {
  return new Answer(201, body, { location, ...(isTagged(body) && { etag: body.entityTag() }) });
}
