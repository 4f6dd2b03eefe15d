/** The result, or a rejection when it is not there in time. */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(new Error(`no answer within ${ms} ms`));
    // What came in while the process was busy is read first: that was not late.
    const timer = setTimeout(() => setImmediate(end), ms);
    work.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: Error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
