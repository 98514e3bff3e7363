import { afterAll, expect, test } from 'vitest';
import { describePlan, openPlan, replayContext, runDataset } from './index';
import { fileContext } from './run/open-plan';
import { replayShot } from './run/replay';
import { folder, SMALL_PLAN } from './small-plan.fixture';

const here = folder();
afterAll(() => here.remove());

const planOf = (layout: string) =>
  here.put(
    'plan.yaml',
    SMALL_PLAN.replace('layout: [resonet, nxmx]', `layout: ${layout}`).replace(
      'also: [expected, peakMask]',
      'also: [expected, peakMask, hkl]',
    ),
  );

/** The arrays of a shot besides its image. */
const arraysOf = async (context: Awaited<ReturnType<typeof replayContext>>) => {
  const { shot, stored } = await replayShot(context, 1);
  const named = [stored?.expected && 'expected', stored?.peaks && 'peakMask'].filter(Boolean);
  return [...named, ...Object.keys(shot.pixelLabels), ...(stored?.pixelLabels ?? []).map(({ name }) => name)];
};

const ALL = ['expected', 'peakMask', 'hkl', 'hkl'];

test('arrays that no layout stores are warned of, and made for streams alone', async () => {
  const planFile = planOf('nxmx');
  const warnings: string[] = [];
  const onWarning = ({ message }: { readonly message: string }) => warnings.push(message);
  await runDataset({ planFile, out: here.at('set'), versions: {}, workers: 1, shards: '0', onWarning });
  const message =
    "images.also: the layout nxmx does not store expected, peakMask, hkl, which 'dataset run' leaves out and 'dataset stream' alone has; add resonet or zarr to images.layout";
  expect(warnings).toEqual([message]);
  expect((await describePlan(planFile)).warnings).toEqual([{ id: 'arrays-not-stored', message }]);
  expect(await arraysOf(await fileContext(await openPlan(planFile), '', {}))).toEqual([]);
  expect(await arraysOf(await replayContext(planFile))).toEqual(ALL);
});

test.each(['[nxmx, resonet]', 'zarr'])('the layouts %s store all arrays', async (layout) => {
  const open = await openPlan(planOf(layout));
  expect(open.loaded.warnings).toEqual([]);
  expect(await arraysOf(await fileContext(open, '', {}))).toEqual(ALL);
});
