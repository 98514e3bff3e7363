import { braggsim } from './braggsim/main';
import { runCommand } from './command';

void runCommand('braggsim', (terminal) => braggsim(process.argv.slice(2), terminal));
