/** State that the threads of one image share: the next band of rows, whether to stop, and which bands are computed. */
export interface BandCounter {
  readonly state: Int32Array;
  /** 1 for every band that is computed. */
  readonly computed: Uint8Array;
  readonly bands: number;
}

const NEXT = 0;
const STOP = 1;

/** Makes a counter of bands in shared memory, from which threads take their next one. */
export const bandCounter = (bands: number): BandCounter => ({
  state: new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)),
  computed: new Uint8Array(new SharedArrayBuffer(bands)),
  bands,
});

export const stop = ({ state }: BandCounter): void => void Atomics.store(state, STOP, 1);

/** Computes the finished fraction of an image; bands in work count as finished. */
export const finished = ({ state, bands }: BandCounter): number => Math.min(1, Atomics.load(state, NEXT) / bands);

/** Takes the next band; undefined when all are taken or the work is to stop. */
export function nextBand({ state, bands }: BandCounter): number | undefined {
  if (Atomics.load(state, STOP) !== 0) return undefined;
  const band = Atomics.add(state, NEXT, 1);
  return band < bands ? band : undefined;
}

/** Marks a band as computed: a thread that finds the mark also finds what this thread has written. */
export const markComputed = ({ computed }: BandCounter, band: number): void => void Atomics.store(computed, band, 1);

/** Creates a function that reports the number of bands, counted from the first one, that are all computed. */
export function bandReporter({ computed, bands }: BandCounter, report: (bands: number) => void): () => void {
  let leading = 0;
  return () => {
    while (leading < bands && Atomics.load(computed, leading) === 1) leading++;
    report(leading);
  };
}

/** Takes bands and computes them until none is left: the whole work of a worker. */
export function eachBand(counter: BandCounter, compute: (band: number) => void): void {
  for (let band = nextBand(counter); band !== undefined; band = nextBand(counter)) {
    compute(band);
    markComputed(counter, band);
  }
}
