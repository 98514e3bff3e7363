import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Variables of the environment. */
type Environment = Readonly<Record<string, string | undefined>>;

/** The ways to find the home of the user besides the environment: the system's list of users knows it where HOME is empty. */
const HOMES: readonly (() => string)[] = [homedir, () => userInfo().homedir];

/** Returns the first absolute path of several: a relative one would make what is found depend on the working directory. */
function firstAbsolute(finders: readonly (() => string)[]): string | undefined {
  for (const find of finders) {
    try {
      const path = find();
      if (isAbsolute(path)) return path;
    } catch {
      // The system does not know this user, as in containers that run under a number alone.
    }
  }
  return undefined;
}

/**
 * Returns a folder for what is made again when it is missing, below the cache of the user; undefined for a user without a home.
 *
 * @param homes functions that find the home where HOME is no absolute path
 */
export function userCache(
  name: string,
  { XDG_CACHE_HOME = '', HOME = '' }: Environment = process.env,
  homes: readonly (() => string)[] = HOMES,
): string | undefined {
  if (isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'braggsim', name);
  const home = firstAbsolute([() => HOME, ...homes]);
  return home === undefined ? undefined : join(home, '.cache', 'braggsim', name);
}
