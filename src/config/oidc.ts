import { z } from 'zod';

/** The variables about signing in by a provider of identities; part of the schema in environment.ts. */
export const oidcVariables = {
  OIDC_ISSUER_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('OpenID Connect provider that users may sign in by, as it names itself; empty for none'),
  OIDC_CLIENT_ID: z.string().min(1).optional().describe('What the provider knows this application as'),
  OIDC_CLIENT_SECRET: z.string().min(1).optional().describe('And by which secret; empty for a public client'),
  OIDC_SCOPES: z
    .string()
    .regex(/^openid( [\x21\x23-\x5b\x5d-\x7e]+)*$/, 'must be scopes separated by a space, openid first')
    .default('openid email profile')
    .describe('What is asked of the provider; e-mail address and name are needed'),
  OIDC_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(1)
    .max(30_000)
    .default(3_000)
    .describe('Time the provider may take for one answer before 503'),
  OIDC_SIGNED_IN_PATH: z
    .string()
    .regex(/^\/(?![/\\])\S*$/, 'must be a path of this site')
    .default('/')
    .describe('Page that the browser is sent to after signing in by the provider'),
};

type OidcVariables = z.infer<z.ZodObject<typeof oidcVariables>>;

/** Undefined when no provider is configured. */
export function oidcOf(env: OidcVariables) {
  if (env.OIDC_ISSUER_URL === undefined) return undefined;
  return {
    issuerUrl: env.OIDC_ISSUER_URL,
    clientId: env.OIDC_CLIENT_ID ?? '',
    clientSecret: env.OIDC_CLIENT_SECRET,
    scopes: env.OIDC_SCOPES,
    timeoutMs: env.OIDC_TIMEOUT_MS,
    signedInPath: env.OIDC_SIGNED_IN_PATH,
  };
}

export function oidcFaults(given: Record<string, string | undefined>): string[] {
  if (given.OIDC_ISSUER_URL === undefined) return [];
  const faults =
    given.OIDC_CLIENT_ID === undefined ? ['OIDC_CLIENT_ID is required with OIDC_ISSUER_URL'] : [];
  const exposed = given.NODE_ENV === 'production' && !given.OIDC_ISSUER_URL.startsWith('https:');
  return exposed ? [...faults, 'OIDC_ISSUER_URL: must be an https address in production'] : faults;
}
