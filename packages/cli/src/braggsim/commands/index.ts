import type { Command } from '../command';

/** The commands by name, each loaded when it is asked for, in the order of the help. */
export const commands: ReadonlyMap<string, () => Promise<Command>> = new Map<string, () => Promise<Command>>([
  ['simulate', async () => (await import('./simulate')).simulate],
  ['explain', async () => (await import('./explain')).explain],
  ['init', async () => (await import('./init')).init],
  ['completion', async () => (await import('./completion')).completion],
]);
