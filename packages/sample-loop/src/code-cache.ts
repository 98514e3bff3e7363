/** Number of pieces of generated code that are kept: more than a series of models needs. */
const MAX_KEPT = 256;

/** Returns the code of a key: the code that is kept, or else what is generated. */
export type CodeCache<Code> = (key: string, generate: () => Code) => Code;

/** Makes a cache of generated code, in which what was used the longest time ago makes room. */
export function codeCache<Code>(most = MAX_KEPT): CodeCache<Code> {
  const kept = new Map<string, Code>();
  return (key, generate) => {
    const code = kept.get(key) ?? generate();
    // Maps list their entries in the order in which they were set.
    kept.delete(key);
    kept.set(key, code);
    if (kept.size > most) kept.delete(kept.keys().next().value as string);
    return code;
  };
}
