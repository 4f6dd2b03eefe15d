/** The key of a file in the storage. Not all in one folder: of a UUID the last digits are the most random. */
export function uploadKey(id: string): string {
  return `uploads/${id.slice(-2)}/${id}`;
}
