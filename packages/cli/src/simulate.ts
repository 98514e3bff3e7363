import { simulate } from './braggsim/commands/simulate';
import { runSubcommand } from './braggsim/run-subcommand';
import { runCommand } from './terminal/command';

const commands = new Map([[simulate.name, async () => simulate]]);

void runCommand('braggsim', (terminal) => runSubcommand(process.argv.slice(2), terminal, commands));
