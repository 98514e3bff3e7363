import type { Terminal } from '../terminal/command';
import { commands } from './commands';
import { runSubcommand } from './run-subcommand';

/** Runs the command `braggsim`, whose first argument names a subcommand. */
export const braggsim = (argv: readonly string[], terminal: Terminal): Promise<void> =>
  runSubcommand(argv, terminal, commands);
