import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { AppError } from '../../shared/app-error.js';

// What the provider says when it is our request or set-up that is wrong, and not who signs in.
const OURS = new Set(['invalid_client', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope']);
// What it says of itself when it is unwell.
const AWAY = new Set(['server_error', 'temporarily_unavailable']);
// Checks that an answer has failed. Every other error means that there was no answer, or an error page for one.
const CHECKS = /^OAUTH_(JWT_|JSON_ATTRIBUTE_|INVALID_RESPONSE|KEY_SELECTION)/;

/**
 * What the client may know of a failure in talking to the provider. Never what that has answered: it may hold a code,
 * a token or an address. Throws nothing and returns `oidc_denied`, `oidc_code_refused`, `oidc_token_refused` (401) or
 * `oidc_unavailable` (503).
 */
export function providerFault(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const cause = describe(error);
  if (error instanceof AuthorizationResponseError) {
    if (AWAY.has(error.error)) return unavailable(cause);
    return refused('oidc_denied', 'The provider has not let you in.', cause);
  }
  if (error instanceof ResponseBodyError) {
    if (OURS.has(error.error) || error.status >= 500) return unavailable(cause);
    const message = 'The provider does not accept the code (any more). Begin again.';
    return refused('oidc_code_refused', message, cause);
  }
  if (error instanceof ClientError && CHECKS.test(error.code ?? '')) {
    const message = 'What the provider has answered does not fit what was asked. Begin again.';
    return refused('oidc_token_refused', message, cause);
  }
  return unavailable(cause);
}

/** For the log: which check failed, without the values that were compared. */
function describe(error: unknown): Error {
  if (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError)
    return new Error(`the provider answered ${error.error}`);
  if (error instanceof ClientError) return new Error(`${error.code}: ${error.message}`);
  return new Error(error instanceof Error ? error.message : 'unknown');
}

function refused(reason: string, message: string, cause: Error): AppError {
  return new AppError('unauthenticated', reason, message, { cause });
}

function unavailable(cause: Error): AppError {
  const message = 'The provider cannot be reached at the moment.';
  return new AppError('unavailable', 'oidc_unavailable', message, { retryAfter: 5, cause });
}
