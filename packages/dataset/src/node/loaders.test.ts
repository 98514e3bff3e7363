import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mergeDataset, replayContext, runDataset, streamRecord } from './index';
import { folder, SMALL_PLAN } from './small-plan.fixture';

const here = folder();
afterAll(() => here.remove());

const EXAMPLES = join(import.meta.dirname, '../../../../examples/pytorch');

/** A Python that has what the loaders need. */
const python = ['python3', '/usr/bin/python3'].find((name) => {
  try {
    execFileSync(name, ['-c', 'import numpy, h5py'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/** Runs Python code beside the loaders, which prints JSON. */
const run = (code: string): unknown => {
  const script = here.put(
    'script.py',
    `import json, sys\nsys.path.insert(0, ${JSON.stringify(EXAMPLES)})\nfrom braggsim_shots import ShardShots, stream\n${code}`,
  );
  return JSON.parse(
    execFileSync(python as string, [script], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    }),
  );
};

const rowsOf = (path: string): Record<string, string>[] => {
  const [names = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names.split(',')[i], value])));
};

test.skipIf(python === undefined)(
  'the NumPy loaders read shards, the whole set and a stream (python3 with numpy and h5py)',
  async () => {
    const planFile = here.put('plan.yaml', SMALL_PLAN);
    await runDataset({ planFile, out: here.at('set'), versions: {}, workers: 1 });
    await mergeDataset(here.at('set'), { hdf5: true });
    const rows = rowsOf(here.at('set/merged/labels.csv'));
    const of = (path: string) =>
      run(`s = ShardShots(${JSON.stringify(here.at(path))}, ["shot", "detector.distanceMm"])
print(json.dumps([[int(s[i][0].sum()), *map(float, s[i][1])] for i in range(len(s))]))`) as number[][];
    const whole = of('set/merged/master.h5');
    expect(whole.map(([, shot, distance]) => [shot, distance])).toEqual(
      rows.map((row) => [Number(row.shot), Number(row['detector.distanceMm'])]),
    );
    expect(of('set/shards/00000/compressed00001.h5')).toEqual(whole.slice(2, 4));

    const context = await replayContext(planFile);
    const records = [...(await streamRecord(context, 1)), ...(await streamRecord(context, 4))];
    writeFileSync(here.at('records'), Buffer.concat(records));
    const streamed = run(`command = ["cat", ${JSON.stringify(here.at('records'))}]
import subprocess
popen = subprocess.Popen
subprocess.Popen = lambda line, **more: popen(command, **more)
print(json.dumps([[int(a["image"].sum()), l["shot"], l["detector.distanceMm"], str(a["expected"].dtype), list(a["peakMask"].shape)] for a, l in stream("plan.yaml")]))`);
    // A command that fails is not taken for the end of the shots, and a loop may stop before it.
    const failed = run(`command = ["bash", "-c", "cat ${here.at('records')}; exit 9"]
import subprocess
popen = subprocess.Popen
subprocess.Popen = lambda line, **more: popen(command, **more)
seen = []
try:
    for arrays, labels in stream("plan.yaml"): seen.append(labels["shot"])
except RuntimeError as error: seen.append(str(error))
for arrays, labels in stream("plan.yaml"): break
print(json.dumps(seen + [labels["shot"]]))`);
    expect(failed).toEqual([1, 4, 'braggsim dataset stream ended with exit code 9', 1]);
    expect(streamed).toEqual([1, 4].map((shot) => [...(whole[shot] as number[]), 'float32', [16, 16]]));
  },
);
