import { runCommand } from './command';
import { nonBragg } from './nonbragg/main';

await runCommand('nonBragg', (terminal) => nonBragg(process.argv.slice(2), terminal));
