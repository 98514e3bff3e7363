/**
 * Returns a hash of eight hexadecimal digits for names, by FNV-1a over UTF-16 units: no secret is kept by it, and the library of
 * cryptographic ones takes milliseconds to load.
 */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
