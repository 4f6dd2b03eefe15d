/** An error that the framework would raise: a status and a text for the client, the reason as status-codes.ts says. */
export function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}
