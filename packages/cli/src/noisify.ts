import { runCommand } from './command';
import { noisify } from './noisify/main';

await runCommand('noisify', (terminal) => noisify(process.argv.slice(2), terminal));
