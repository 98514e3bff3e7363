import { noisify } from './noisify/main';
import { runCommand } from './terminal/command';

void runCommand('noisify', (terminal) => noisify(process.argv.slice(2), terminal));
