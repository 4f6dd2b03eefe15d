import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const onlyOrSkip = {
  selector:
    'MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(only|skip|todo|failing)$/], CallExpression[callee.name=/^(fdescribe|fit|xdescribe|xit|xtest)$/]',
  message: 'A test runs, or it is deleted.',
};

// Node runs these folders by stripping the types, so nothing there may need compiling.
const needsCompiler = [
  { selector: 'TSEnumDeclaration', message: 'Type stripping has no enums.' },
  { selector: 'TSParameterProperty', message: 'Type stripping has no parameter properties.' },
  { selector: 'Decorator', message: 'Type stripping has no decorators.' },
  { selector: "TSModuleDeclaration[kind='namespace']", message: 'Type stripping has no namespaces.' },
];

const size = {
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true, IIFEs: true }],
  'max-params': ['error', 4],
};

const correctness = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/no-import-type-side-effects': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  // Nest modules are classes that carry only a decorator.
  '@typescript-eslint/no-extraneous-class': 'off',
  // Interfaces of libraries ask for async methods that have nothing to await.
  '@typescript-eslint/require-await': 'off',
  eqeqeq: 'error',
  // An expression that looks for control characters has to name them.
  'no-control-regex': 'off',
};

const product = {
  'no-console': 'error',
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Only src/config reads the environment.' },
  ],
  'no-restricted-imports': [
    'error',
    { name: 'node:process', importNames: ['env'], message: 'Only src/config reads the environment.' },
    { name: 'process', message: 'Only src/config reads the environment.' },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
    { selector: 'ExportAllDeclaration', message: 'Barrels around providers cause cycles.' },
  ],
};

export default tseslint.config(
  { ignores: ['dist/', '.local/', 'coverage/', 'clients/typescript/schema.d.ts', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { noInlineConfig: true },
    rules: { ...size, ...correctness },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'AbortController',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['public/**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['document', 'location', 'history', 'Option', 'FormData', 'URL', 'URLSearchParams'],
          ...['fetch', 'EventSource', 'XMLHttpRequest', 'setTimeout'],
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  { files: ['src/**/*.ts'], rules: product },
  // max-params cannot tell a constructor from a function, so src gets room for six collaborators.
  { files: ['src/**/*.ts'], rules: { 'max-params': ['error', 6] } },
  { files: ['src/config/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['src/main/cli.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['local/**/*.ts', 'tools/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...needsCompiler] },
  },
  {
    files: ['test/**/*.ts', 'src/**/*.spec.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'no-restricted-syntax': ['error', onlyOrSkip],
      // supertest and response.json() give any; the assertions check the shape.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
);
