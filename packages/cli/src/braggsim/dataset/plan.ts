import { describePlan, planLines } from '@braggsim/dataset/node';
import type { DatasetAction } from './options';

/** The action that checks a plan, and estimates the size of its data set and the time that it takes. */
export const planAction: DatasetAction = {
  argument: 'a plan file',
  flags: ['shots', 'json', 'plugin'],
  async run(file, { shots = 0, json, plugin }, { out, err }) {
    const described = await describePlan(file, { labels: shots, ...(plugin && { plugins: plugin }) });
    const { warnings, labels, ...figures } = described;
    for (const { message } of warnings) err(`braggsim: warning: ${message}\n`);
    const lines = json ? [JSON.stringify({ ...figures, ...(shots > 0 && { labels }) })] : planLines(described);
    out(lines.map((line) => `${line}\n`).join(''));
  },
};
