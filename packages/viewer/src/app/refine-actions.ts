import type { Experiment } from '@braggsim/experiment';
import type { ShownImage } from '../image/shown-image';
import type { MeasuredImage, RefineAnswer, RefineMessage, Refinement, RefineOrder } from '../refine/messages';
import type { Compared } from '../state/settings';
import { attempt, currentImage, download, plainPanels, report } from './actions';
import type { App, Refining } from './model';

/** Time after the last change of the experiment after which its numbers are listed anew, ms. */
const OFFER_AFTER_MS = 250;

/** Formats that hold counts, from which any offset of the readout is subtracted. */
const WITHOUT_OFFSET: ReadonlySet<string> = new Set(['cbf', 'nxmx']);

const workers = new WeakMap<App, Worker>();
let newest = 0;

const set = ({ session }: App, changes: Partial<Refining>): void =>
  session.set({ refining: { ...session.get().refining, ...changes } });

/** Starts the worker that refines, which loads what it needs at the first order. */
function workerOf(app: App): Worker {
  const known = workers.get(app);
  if (known) return known;
  const worker = new Worker(new URL('../refine/worker.ts', import.meta.url), { type: 'module', name: 'refine' });
  worker.addEventListener('message', ({ data }: MessageEvent<RefineAnswer>) => hear(app, data));
  worker.addEventListener('error', ({ message }) => {
    set(app, { isRunning: false });
    report(app, `the refinement does not start: ${message}`);
  });
  workers.set(app, worker);
  return worker;
}

function send(app: App, order: RefineOrder): void {
  const worker = workerOf(app);
  // Files may have been opened since the last order.
  worker.postMessage({ files: app.session.get().inputs } satisfies RefineMessage);
  worker.postMessage(order satisfies RefineMessage);
}

function hear(app: App, data: RefineAnswer): void {
  const { session } = app;
  if ('offered' in data) {
    if (data.id === newest) session.set({ offered: data.offered });
    return;
  }
  if (data.id !== newest) return;
  const { evaluations, isRunning } = session.get().refining;
  if ('evaluation' in data) set(app, { evaluations: [...evaluations, data.evaluation] });
  else if ('refinement' in data) set(app, { isRunning: false, refinement: data.refinement });
  else {
    if (isRunning) set(app, { isRunning: false });
    report(app, data.problem);
  }
}

/** Returns what the values of an image are. */
const valuesOf = (which: Compared, { format }: ShownImage, isRecorded: boolean): MeasuredImage['values'] =>
  format === undefined
    ? which === 'simulation' && !isRecorded
      ? 'photons'
      : 'recorded'
    : WITHOUT_OFFSET.has(format)
      ? 'counts'
      : 'recorded';

/** Refines the experiment against the shown image. */
export function startRefinement(app: App): void {
  const image = currentImage(app);
  const { experiment, measured, recorded } = app.settings.get();
  if (!image) return;
  newest++;
  app.session.set({ problems: [] });
  app.settings.set({ shoeboxes: true });
  set(app, { isRunning: true, evaluations: [], refinement: undefined, isAccepted: false });
  const { name, metadata } = image;
  const given = { name, metadata, panels: plainPanels(image), values: valuesOf(measured, image, recorded) };
  send(app, { id: newest, kind: 'refine', experiment, image: given });
}

/** Ends a refinement that runs; nothing of it is kept. */
export function cancelRefinement(app: App): void {
  workers.get(app)?.terminate();
  workers.delete(app);
  newest++;
  set(app, { isRunning: false, evaluations: [] });
}

/** Takes the refined values as the experiment, or goes back to those of the start. */
export function acceptRefinement(app: App, isAccepted: boolean): void {
  const { refinement } = app.session.get().refining;
  if (!refinement) return;
  set(app, { isAccepted });
  app.settings.set({ experiment: isAccepted ? refinement.refined : refinement.start });
}

/** Saves the refined numbers with their standard deviations, as `braggsim refine` writes them. */
export async function saveTable(app: App, { numbers }: Refinement): Promise<void> {
  await attempt(app, async () => {
    const { numbersTable } = await import('@braggsim/refine');
    download(new Blob([numbersTable([{ shot: 1, numbers }])], { type: 'text/csv' }), 'refined.csv');
  });
}

/** Takes detector, wavelength and spindle angle of the shown image for the experiment. */
export async function takeGeometry(app: App): Promise<void> {
  const image = currentImage(app);
  if (!image) return;
  await attempt(app, async () => {
    if (image.unknown.length > 0) throw new Error(`${image.name} does not give its ${image.unknown.join(', ')}`);
    const { withImageGeometry } = await import('../simulate/geometry-files');
    app.settings.set({ experiment: withImageGeometry(app.settings.get().experiment, image.metadata) });
  });
}

/** Lists what can be refined whenever the experiment has changed in the mode that shows it. */
export function offerOnChange(app: App): void {
  let last: Experiment | undefined;
  let inputs: unknown;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    const { mode, experiment } = app.settings.get();
    const { inputs: opened, refining } = app.session.get();
    if (mode !== 'refine' || refining.isRunning || (experiment === last && opened === inputs)) return;
    // What is ticked does not change what there is to tick.
    const isSame = last !== undefined && opened === inputs && withoutChoice(experiment) === withoutChoice(last);
    [last, inputs] = [experiment, opened];
    if (isSame) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (app.session.get().refining.isRunning) return;
      send(app, { id: ++newest, kind: 'offer', experiment });
    }, OFFER_AFTER_MS);
  };
  app.settings.subscribe(look);
  app.session.subscribe(look);
  look();
}

const withoutChoice = ({ refine, ...experiment }: Experiment): string =>
  JSON.stringify([experiment, refine?.lattice ?? null]);
