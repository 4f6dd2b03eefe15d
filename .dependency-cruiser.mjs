// Which way imports may point; docs/architecture.md draws the same picture.
const openFiles = '[^/]+\\.(service|module|dto|events|policy|cache)\\.ts$';

// A feature may use the features listed beside it, and of those only the open files.
const featureEdges = {
  auth: 'access-tokens|api-keys|email-verifications|login-guard|passwords|profile|second-factor|sessions|users',
  oidc: 'auth|second-factor|users',
  profile: 'email-verifications|login-guard|users',
  'email-verifications': 'account-tokens|users',
  passwords: 'account-tokens',
  'password-changes': 'login-guard|passwords|sessions|users',
  'password-resets': 'account-tokens|login-guard|password-changes|passwords|users',
  posts: 'counters|tags|users',
  'post-batches': 'posts',
  'user-batches': 'users',
  leaderboards: 'counters|posts|users',
  views: 'posts',
  search: 'posts|spelling',
  'login-guard': 'passwords',
  'second-factor': 'users|login-guard',
  users: 'sessions',
  wallets: 'users',
  comments: 'posts|counters|notifications|users',
  likes: 'posts|notifications',
  transfers: 'wallets|users',
  avatars: 'users',
  imports: 'users|posts|uploads|invitations',
  'user-summaries': 'counters|posts|users',
  invitations: 'account-tokens|passwords|users',
  reports: 'users',
  admin: '(?!admin/|imports/|search/)[^/]+',
};

const featureRules = Object.entries(featureEdges).flatMap(([feature, targets]) => [
  {
    name: `feature-${feature}`,
    comment: `${feature} may import only service, module, dto, policy, cache and events files of its listed features, and types of their entities.`,
    severity: 'error',
    from: { path: `^src/features/${feature}/` },
    to: {
      path: '^src/features/',
      pathNot: [
        `^src/features/${feature}/`,
        `^src/features/(${targets})/${openFiles}`,
        `^src/features/(${targets})/[^/]+\\.entity\\.ts$`,
      ],
    },
  },
  {
    name: `feature-${feature}-entities`,
    comment: `${feature} may not use the entities of other features, only name their types.`,
    severity: 'error',
    from: { path: `^src/features/${feature}/` },
    to: {
      path: '^src/features/[^/]+/[^/]+\\.entity\\.ts$',
      pathNot: `^src/features/${feature}/`,
      dependencyTypesNot: ['type-only'],
    },
  },
]);

const otherFeaturesRule = {
  name: 'feature-unlisted',
  comment: 'A feature without listed edges imports no other feature; publish an event or add an edge here.',
  severity: 'error',
  from: {
    path: '^src/features/([^/]+)/',
    pathNot: `^src/features/(${Object.keys(featureEdges).join('|')})/`,
  },
  to: { path: '^src/features/', pathNot: '^src/features/$1/' },
};

const layer = (name, from, to, comment) => ({
  name: `layer-${name}`,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

const layerRules = [
  layer('platform', '^src/platform/', '^src/(main|features)/', 'Platform knows no feature and no process.'),
  layer('features', '^src/features/', '^src/main/', 'Features do not know the process that runs them.'),
  layer('config', '^src/config/', '^src/(main|features|platform)/', 'Configuration is read before all else.'),
  layer('shared', '^src/shared/', '^src/(?!shared/)', 'Shared values depend on nothing in src.'),
  layer('src', '^src/', '^(local|test|tools|bench|console)/', 'The product does not import its tools.'),
  layer(
    'tools',
    '^(local|tools|bench|console)/',
    '^src/',
    'Tools talk to the product by its commands and HTTP.',
  ),
  {
    ...layer(
      'config-types',
      '^src/features/',
      '^src/config/',
      'Features are given the frozen configuration and see types of it, not how it is read.',
    ),
    to: { path: '^src/config/', pathNot: '^src/config/config\\.ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    ...layer('shared-pure', '^src/shared/', '', 'Shared values do no I/O and know no framework.'),
    to: {
      path: '(^|/)node_modules/(@nestjs|@fastify|fastify|typeorm|pg|redis|ioredis|bullmq|pino|nodemailer)/',
    },
  },
  {
    ...layer('shared-io', '^src/shared/', '', 'Shared values do no I/O.'),
    to: {
      dependencyTypes: ['core'],
      path: '^(node:)?(fs|net|tls|http|https|dns|child_process|worker_threads)',
    },
  },
];

const only = (name, home, packages, to = {}) => ({
  name: `only-${name}`,
  comment: `${packages} is used in ${home} only, so that it can be replaced or reconfigured in one place.`,
  severity: 'error',
  from: { path: '^src/', pathNot: home },
  to: { path: `(^|/)node_modules/(@types/)?(${packages})/`, ...to },
});

const technologyRules = [
  only('bullmq', '^src/platform/jobs/', 'bullmq|@nestjs/bullmq|@bull-board/[^/]+'),
  // What is built on the connections may name their types; nothing else may make one.
  only('redis', '^src/platform/redis/', 'redis|ioredis|@redis/[^/]+', { dependencyTypesNot: ['type-only'] }),
  only('redis-types', '^src/platform/', 'redis|ioredis|@redis/[^/]+'),
  only('pg', '^src/platform/database/', 'pg|pg-[^/]+|typeorm/driver'),
  only('nodemailer', '^src/platform/mail/', 'nodemailer|handlebars'),
  only('images', '^src/platform/images/', 'sharp|workerpool|file-type'),
  only('multipart', '^src/platform/uploads/', '@fastify/multipart'),
  only('s3', '^src/platform/storage/', '@aws-sdk/[^/]+|@smithy/[^/]+'),
  only('argon2', '^src/features/passwords/', '@node-rs/argon2'),
  only('pino', '^src/platform/(telemetry|http)/', 'pino|nestjs-pino', { dependencyTypesNot: ['type-only'] }),
];

const hygieneRules = [
  {
    name: 'no-cycles',
    comment: 'Two files that need each other are one thought, or lack a third.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'A file that nothing uses is deleted.',
    severity: 'error',
    from: { orphan: true, path: '^(src|local|bench)/', pathNot: ['\\.d\\.ts$', '^src/main/[^/]+\\.ts$'] },
    to: {},
  },
  {
    name: 'resolvable',
    comment: 'A typing error, or a package that package.json lacks.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];

export default {
  forbidden: [...layerRules, ...featureRules, otherFeaturesRule, ...technologyRules, ...hygieneRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    // What a running stack keeps there comes and goes, and is no code.
    exclude: { path: '^\\.local' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
    },
  },
};
