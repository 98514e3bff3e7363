import { BraggsimError } from '@braggsim/core';

/** Makes the error for a data set of which shards are missing. */
export const incomplete = (message: string) => new BraggsimError('incomplete', { message });

/** Makes the error for a run that ended early on request. */
export const stopped = (message: string) => new BraggsimError('stopped', { message });
