import { createRequire } from 'node:module';
import { sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { compileFunction, type Module, SyntheticModule } from 'node:vm';
import type jestRuntime from 'jest-runtime';

// By import its types are not what it is.
const { default: Runtime } = createRequire(import.meta.url)('jest-runtime') as typeof jestRuntime;

/** What is used of Jest's own runtime, which has no other way to say where a module comes from. */
interface Internals {
  _resolution: {
    resolveEsm: (from: string, specifier: string) => string;
    /** For `import()`. */
    resolveEsmAsync: (from: string, specifier: string) => Promise<string>;
  };
  registries: { getActiveEsmRegistry: () => Map<string, Module> };
  esmLoader: { getContext: () => undefined };
  executor: {
    injectedModuleParameters: string[];
    compile: (source: string, filename: string) => ReturnType<typeof compileFunction>;
  };
}

/**
 * Loads the packages once for all suites of a worker, and as Node does: to load and compile them anew for each suite is
 * most of the time that a small one takes. What is the project's own is loaded anew. Belongs to `MainRealm`.
 */
export default class PackagesOnce extends Runtime {
  constructor(...args: ConstructorParameters<typeof Runtime>) {
    super(...args);
    const { _resolution, registries, esmLoader, executor } = this as unknown as Internals;
    esmLoader.getContext = () => undefined;
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, { filename });
    // The loader looks into the registry before it loads what was resolved.
    const provide = (path: string) => {
      if (isOfPackage(path)) registries.getActiveEsmRegistry().set(pathToFileURL(path).href, moduleOf(path));
      return path;
    };
    const resolve = _resolution.resolveEsm.bind(_resolution);
    _resolution.resolveEsm = (from, specifier) => provide(resolve(from, specifier));
    const resolveAsync = _resolution.resolveEsmAsync.bind(_resolution);
    _resolution.resolveEsmAsync = async (from, specifier) => provide(await resolveAsync(from, specifier));
  }
}

const modules = new Map<string, Module>();

function isOfPackage(path: string): boolean {
  return path.includes(`${sep}node_modules${sep}`) && !path.endsWith('.json');
}

function moduleOf(path: string): Module {
  const known = modules.get(path);
  if (known) return known;
  const exports = exportsOf(path);
  const module = new SyntheticModule(
    Object.keys(exports),
    () => {
      for (const [name, value] of Object.entries(exports)) module.setExport(name, value);
    },
    { identifier: path },
  );
  modules.set(path, module);
  // Settled by then: it waits for nothing.
  void module.evaluate();
  return module;
}

/** As `import` sees them: what a CommonJS module exports is its default. */
function exportsOf(path: string): Record<string, unknown> {
  const loaded: unknown = createRequire(path)(path);
  const named = Object(loaded) as object;
  return types.isModuleNamespaceObject(loaded)
    ? { ...named }
    : { ...named, default: loaded, 'module.exports': loaded };
}
