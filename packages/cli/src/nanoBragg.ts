import { runCommand } from './command';
import { nanoBragg } from './nanobragg/main';

await runCommand('nanoBragg', (terminal) => nanoBragg(process.argv.slice(2), terminal));
