/** Longer than any value is kept. */
export const TAG_TTL_MS = 7_200_000;
/** How long nobody else loads a value after its loader has died. */
export const LEASE_MS = 2000;
export const RENEW_MS = 500;
/** How long a reader waits for another's load before it loads for itself. */
export const WAIT_MS = 3000;
