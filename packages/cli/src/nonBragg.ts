import { nonBragg } from './nonbragg/main';
import { runCommand } from './terminal/command';

void runCommand('nonBragg', (terminal) => nonBragg(process.argv.slice(2), terminal));
