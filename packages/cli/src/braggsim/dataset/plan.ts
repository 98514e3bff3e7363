import { shardCount } from '@braggsim/dataset';
import { checkDraws, estimatedBytes, openPlan, replayContext, replayShot } from '@braggsim/dataset/node';
import type { DatasetAction } from './options';

const MB = 1e6;
/** Number of shots that are timed, after one that compiles. */
const TIMED = 3;
const S_PER_HOUR = 3600;

/** Checks a plan and says what it comes to. */
export const planAction: DatasetAction = {
  argument: 'a plan file',
  flags: ['shots', 'json', 'plugin'],
  async run(file, { shots = 0, json, plugin = [] }, { out, err }) {
    const open = await openPlan(file);
    const { plan, warnings } = open.loaded;
    for (const { message } of warnings) err(`braggsim: warning: ${message}\n`);
    checkDraws(open.loaded);
    const context = await replayContext(file, plugin);
    const labels = [];
    await replayShot(context, 0);
    const started = performance.now();
    const timed = Math.min(TIMED, plan.shots);
    for (let shot = 0; shot < timed; shot++) await replayShot(context, shot);
    const secondsPerShot = (performance.now() - started) / 1000 / timed;
    for (let shot = 0; shot < Math.min(shots, plan.shots); shot++)
      labels.push((await replayShot(context, shot)).labels);
    const report = {
      ...open.hashes,
      shots: plan.shots,
      shards: shardCount(plan),
      shotsPerShard: plan.shards.shots,
      bytes: Math.round(estimatedBytes(plan) * plan.shots),
      coreHours: Number(((secondsPerShot * plan.shots) / S_PER_HOUR).toPrecision(3)),
      ...(shots > 0 && { labels }),
    };
    if (json) return out(`${JSON.stringify(report)}\n`);
    const rows = [
      ['plan', report.plan],
      ['layout', report.layout],
      ['shots', `${report.shots} in ${report.shards} shard(s) of ${report.shotsPerShard}`],
      ['size', `about ${(report.bytes / MB).toFixed(1)} MB`],
      ['time', `about ${report.coreHours} core hours`],
    ];
    out(rows.map(([label = '', value]) => `${label.padEnd(7)} ${value}\n`).join(''));
    for (const row of labels) out(`${JSON.stringify(row)}\n`);
  },
};
