import type { FuzzRequest } from './requests.ts';

/** The request as a command for a shell, for whoever wants to repeat it. */
export function asCurl(url: string, { caller, method, target, headers, body }: FuzzRequest): string {
  const parts = ['curl -i --path-as-is -X', method, quoted(`${url}${target}`)];
  // curl sends these unless it is told not to.
  const unsent = ['Accept', 'User-Agent', 'Content-Type'].filter(
    (name) => !headers.some(([given]) => given.toLowerCase() === name.toLowerCase()),
  );
  for (const name of unsent) parts.push('-H', quoted(`${name}:`));
  if (caller === 'cookie') parts.push('-H', '"Cookie: access=$TOKEN_OF_A_USER"');
  else if (caller !== 'anonymous')
    parts.push('-H', `"Authorization: Bearer $TOKEN_OF_A_${caller.toUpperCase()}"`);
  for (const [name, value] of headers)
    parts.push('-H', quoted(value === '' ? `${name};` : `${name}: ${value}`));
  if (body !== undefined) parts.push('--data-binary', quoted(body));
  return parts.join(' ');
}

/** Bytes in the `$'…'` quotes of bash. */
function quoted(bytes: string): string {
  if (/^[\w/:.=?&@+,*-]+$/.test(bytes)) return bytes;
  const escaped = bytes.replace(/[^\x20-\x7e]|['\\]/g, (character) =>
    /['\\]/.test(character)
      ? `\\${character}`
      : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `$'${escaped}'`;
}
