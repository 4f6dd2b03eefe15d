/** Something that happened to what a feature keeps, and what is told of it. */
export interface EventDefinition<Payload> {
  /** `noun.participle`. */
  name: string;
  /** For the compiler only. */
  payload?: Payload;
}

export function defineEvent<Payload>(name: string): EventDefinition<Payload> {
  return { name };
}
