/** Thrown by a handler where trying again is no use: the job fails at once, whatever its retry policy says. */
export class PermanentJobError extends Error {
  /**
   * @param reason stable and machine-readable, `snake_case`; shown to whoever may see the job
   * @param message for those who run the system
   */
  constructor(
    readonly reason: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'PermanentJobError';
  }
}
