import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Variables of the environment. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Returns a folder for what is made again when it is missing, below the cache of the user. */
export function userCache(name: string, { XDG_CACHE_HOME = '', HOME = '' }: Environment = process.env): string {
  const cache = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(isAbsolute(HOME) ? HOME : homedir(), '.cache');
  return join(cache, 'braggsim', name);
}
