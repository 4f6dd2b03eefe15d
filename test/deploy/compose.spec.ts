import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { parseConfig } from '../../src/config/config.js';
import { newSecrets } from '../../src/config/secrets.js';
import { environmentSchema } from '../../src/config/environment.js';

interface Service {
  image?: string;
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
  healthcheck?: object;
}

const SECRETS = newSecrets();
const text = readFileSync('docker-compose.yml', 'utf8');
const compose = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: object };
const services = Object.entries(compose.services);
const application = services.filter(([, service]) => service.image?.startsWith('groundwork:'));

describe('the container files [W1.B5]', () => {
  test('docker-compose.yml follows the Compose Specification', () => {
    const validate = composeValidator();
    expect({ valid: validate(compose), errors: validate.errors }).toEqual({ valid: true, errors: null });
  });

  test('the schema catches a misspelt key', () => {
    const broken = { ...compose, services: { api: { image: 'a', enviroment: {} } } };
    expect(composeValidator()(broken)).toBe(false);
  });

  test('it runs two api, a worker, the migrations, a primary, two replicas, two Redis and the balancer', () => {
    expect(Object.keys(compose.services).sort()).toEqual(
      'api-1 api-2 mailpit migrate nginx postgres-primary postgres-replica-1 postgres-replica-2 redis-cache redis-queue worker'.split(
        ' ',
      ),
    );
    expect(application.map(([name]) => name).sort()).toEqual(['api-1', 'api-2', 'migrate', 'worker']);
  });

  test.each(application)('%s sets only variables that the configuration knows', (_name, { environment }) => {
    const known = Object.keys(environmentSchema.shape);
    expect(Object.keys(environment ?? {}).filter((name) => !known.includes(name))).toEqual([]);
  });

  test.each(application)('%s gets a configuration that is valid', (_name, { environment }) => {
    const config = parseConfig(interpolated(environment ?? {}));
    expect(config.environment).toBe('production');
    expect(config.database.urls).toHaveLength(3);
  });

  test.each(application)(
    '%s waits for services that say when they are ready',
    (_name, { depends_on = {} }) => {
      expect(Object.keys(depends_on).length).toBeGreaterThan(0);
      for (const [name, { condition }] of Object.entries(depends_on)) {
        if (condition === 'service_healthy') expect(compose.services[name]?.healthcheck).toBeDefined();
        else
          expect({ name, condition }).toEqual({
            name: 'migrate',
            condition: 'service_completed_successfully',
          });
      }
    },
  );

  test('every mounted file exists and every named volume is declared', () => {
    const sources = services
      .flatMap(([, service]) => service.volumes ?? [])
      .map((v) => v.split(':')[0] ?? '');
    const missing = sources.filter((source) =>
      source.startsWith('.') ? !existsSync(source) : !(source in compose.volumes),
    );
    expect(missing).toEqual([]);
  });

  test('nginx knows every api service', () => {
    const upstreams = [...readFileSync('deploy/nginx/nginx.conf', 'utf8').matchAll(/server (api-\d):3000/g)];
    const apis = application.map(([name]) => name).filter((name) => name.startsWith('api-'));
    expect(upstreams.map((match) => match[1])).toEqual(apis);
  });

  test('the image ends as an ordinary user and checks its own health', () => {
    const dockerfile = readFileSync('Dockerfile', 'utf8');
    const users = [...dockerfile.matchAll(/^USER (\S+)/gm)].map((match) => match[1]);
    expect(users.at(-1)).toBe('node');
    expect(dockerfile.slice(dockerfile.lastIndexOf('\nFROM '))).toMatch(/^HEALTHCHECK .*\n.*\/health\/live/m);
  });
});

function composeValidator() {
  const schema = JSON.parse(readFileSync('test/fixtures/compose-spec.schema.json', 'utf8')) as object;
  const ajv = new Ajv({ strict: false, allErrors: true, allowUnionTypes: true });
  // Compose names the draft by https, JSON Schema itself by http.
  return ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' });
}

/** What Compose makes of `${NAME:-default}` when the shell sets nothing. */
function interpolated(environment: Record<string, string>): Record<string, string> {
  const values = Object.entries(environment).map(([name, value]) => [
    name,
    value
      .replace(/\$\{\w+:-([^}]*)\}/g, '$1')
      .replace(/\$\{(\w+):\?[^}]*\}/g, (_, given: string) => SECRETS[given] ?? ''),
  ]);
  return Object.fromEntries(values) as Record<string, string>;
}
