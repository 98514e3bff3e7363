import { runCommand } from './command';
import { nonBragg } from './nonbragg/main';

void runCommand('nonBragg', (terminal) => nonBragg(process.argv.slice(2), terminal));
