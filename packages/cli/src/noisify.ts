import { runCommand } from './command';
import { noisify } from './noisify/main';

void runCommand('noisify', (terminal) => noisify(process.argv.slice(2), terminal));
