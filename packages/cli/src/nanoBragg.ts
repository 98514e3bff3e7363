import { nanoBragg } from './nanobragg/main';
import { runCommand } from './terminal/command';

void runCommand('nanoBragg', (terminal) => nanoBragg(process.argv.slice(2), terminal));
