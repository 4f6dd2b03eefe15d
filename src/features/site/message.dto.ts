export class MessageDto {
  /** @example "Groundwork: a complete NestJS backend that grows from a laptop to a fleet." */
  message!: string;
}
