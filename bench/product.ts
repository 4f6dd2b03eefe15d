const dist = new URL('../dist/', import.meta.url);

/** Exports of compiled modules. The benchmarks know no source of the product: they take what is built, as a deployment does. */
export async function importProduct<T>(...files: string[]): Promise<T> {
  const modules = await Promise.all(files.map((file) => import(new URL(file, dist).href) as Promise<object>));
  return Object.assign({}, ...modules) as T;
}
