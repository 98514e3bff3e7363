import { isBraggsimError } from '@braggsim/core';
import { resolveDetector } from '@braggsim/geometry';
import { newestFirst } from '../newest';
import type { OpenedInputs } from './inputs';
import { latticesOf } from './lattices';
import type { Answer, FilesMessage, LatticeAnswer, LatticeOrder, MeasuredRates, Order, Shot } from './messages';
import { PREVIEW_FACTOR, previewOf } from './preview';
import { type KnownRates, rateStore } from './rates';
import { simulation } from './simulation';

/** The program, whose name changes with its content, and the machine as the browser describes it. */
const MACHINE = [import.meta.url.split('/').at(-1), navigator.userAgent, navigator.hardwareConcurrency].join(' | ');

const keepRates = (rates: KnownRates): void => postMessage({ rates } satisfies MeasuredRates);
let simulate = simulation(rateStore({}, MACHINE, keepRates));
let opened: OpenedInputs = new Map();

const answer = (message: Answer, transfer: Transferable[] = []): void => postMessage(message, { transfer });

const show = (id: number, shot: Shot): void => {
  const arrays = shot.image.panels.flatMap(({ pixels, levels, mask }) => [pixels, ...levels, ...(mask ? [mask] : [])]);
  answer({ id, shot }, [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))]);
};

/** Time that an image without a preview is given before a newer request stops it, ms. */
const PATIENCE_MS = 1000;

/** Returns a signal that follows another, but not before some time has passed. */
function patient(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const since = performance.now();
  signal.addEventListener('abort', () => {
    setTimeout(() => controller.abort(), Math.max(0, since + PATIENCE_MS - performance.now()));
  });
  return controller.signal;
}

/** Computes a preview, so that the picture follows the sliders, and the image, which is stopped for a newer request. */
async function compute({ id, experiment, kernel, isRecorded }: Order, signal: AbortSignal): Promise<void> {
  const preview = previewOf(experiment);
  const how = { kernel, opened, isRecorded };
  if (preview) {
    // A pixel of the preview has the mean of those that it covers, so that the colours stay.
    const { image, ...shot } = await simulate(
      preview,
      { ...how, scale: PREVIEW_FACTOR ** -2 },
      new AbortController().signal,
    );
    const picture = resolveDetector(experiment.detector, experiment).value;
    show(id, { ...shot, image: { ...image, picture }, experiment, isPreview: true });
    // A message that has arrived in the meantime is heard before the next step.
    await new Promise((resume) => setTimeout(resume));
  }
  show(id, { ...(await simulate(experiment, how, preview ? signal : patient(signal))), isPreview: false });
}

const take = newestFirst(async (order: Order, signal) => {
  const { id, kernel } = order;
  try {
    await compute(order, signal);
  } catch (error) {
    if (isBraggsimError(error, 'interrupted')) return;
    answer({ id, problem: isBraggsimError(error) ? error.message : `the ${kernel} kernel failed: ${error}` });
  }
}, 0);

/** Predicts spots, beside an image that is being computed. */
async function predict({ lattice, experiment, hasSpots, turn }: LatticeOrder): Promise<void> {
  const reply = (message: LatticeAnswer): void => postMessage(message);
  try {
    reply({ lattice, lattices: await latticesOf(experiment, opened, hasSpots, turn) });
  } catch (error) {
    reply({ lattice, problem: error instanceof Error ? error.message : String(error) });
  }
}

addEventListener('message', ({ data }: MessageEvent<Order | LatticeOrder | FilesMessage>) => {
  if ('files' in data) {
    opened = data.files;
    if (data.rates) simulate = simulation(rateStore(data.rates, MACHINE, keepRates));
  } else if ('lattice' in data) void predict(data);
  else take(data);
});
