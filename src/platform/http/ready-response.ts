import { type IncomingMessage, ServerResponse } from 'node:http';

declare module 'node:http' {
  interface OutgoingMessage {
    /** Puts a head together, from its first line and its fields. */
    _storeHeader(firstLine: string, fields: unknown): void;
  }
}

/**
 * Node's response, that can also be given fields as they are sent. Node checks each field of each answer, and adds it to
 * the head by itself, which is work done twice for an answer that is given again and again.
 */
export class ReadyResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  #fields = '';

  /**
   * As `writeHead`.
   *
   * @param fields lines with their ends, of names and values that are known to be valid
   * @param length of the body in bytes; undefined where there is none
   */
  writeReadyHead(status: number, fields: string, length?: number): void {
    this.#fields = fields;
    this.writeHead(status, length === undefined ? [] : ['content-length', String(length)]);
  }

  // Node has no public way. Were it no longer called, kept answers would lack their fields.
  override _storeHeader(firstLine: string, fields: unknown): void {
    super._storeHeader(firstLine + this.#fields, fields);
  }
}
