import { formatG } from '@braggsim/core/text';
import { type DeviceReport, deviceReports } from '@braggsim/simulate/node';
import { command } from '../../terminal/subcommand';

const lines = ({ kernel, name, details, speed }: DeviceReport): string[] => [
  `${kernel.padEnd(8)}${name}`,
  ...details.map((detail) => `        ${detail}`),
  ...(speed
    ? [`        ${formatG(speed.samplesPerSecond / 1e6, 3)} million samples/s in ${speed.precision} precision`]
    : []),
];

/** The command that lists the devices that can compute. */
export const devices = command({
  name: 'devices',
  summary: 'list the devices that can compute, with their limits and speed',
  options: { json: { type: 'boolean', flag: '--json', doc: 'the list as JSON' } },
  description:
    'The speed is that of an image of 256 x 256 pixels with 50 samples each. The gpu kernel needs the optional package webgpu; BRAGGSIM_SOFTWARE_GPU=fallback lets it compute on the CPU where Chromium for Node is installed.',
  examples: ['braggsim devices'],
  async run({ options }, { out }) {
    const reports = await deviceReports();
    out(options.json ? `${JSON.stringify(reports, null, 2)}\n` : `${reports.flatMap(lines).join('\n')}\n`);
  },
});
