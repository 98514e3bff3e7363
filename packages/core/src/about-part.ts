import { BraggsimError, isBraggsimError } from './errors';

/**
 * Runs something about a part of an experiment.
 *
 * @param part path of the part, such as `crystals[1]`
 * @throws BraggsimError whose message begins with the part; interruptions and other errors are left as they are
 */
export async function aboutPart<T>(part: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isBraggsimError(error) || error.tag === 'interrupted') throw error;
    const { message, expected, found, remedy, tag } = error;
    throw new BraggsimError(tag, {
      message: `${part}: ${message}`,
      ...(expected !== undefined && { expected }),
      ...(found !== undefined && { found }),
      ...(remedy !== undefined && { remedy }),
      cause: error,
    });
  }
}
