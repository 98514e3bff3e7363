import { braggsim } from './braggsim/main';
import { runCommand } from './terminal/command';

void runCommand('braggsim', (terminal) => braggsim(process.argv.slice(2), terminal));
