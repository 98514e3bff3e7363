import { runCommand } from './command';
import { nanoBragg } from './nanobragg/main';

void runCommand('nanoBragg', (terminal) => nanoBragg(process.argv.slice(2), terminal));
