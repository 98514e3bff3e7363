import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Folder } from './folder';
import { referenceRoot } from './reference';

const root = `${referenceRoot}physics/`;

/** Values of one pixel and of its derivative by a parameter. */
export interface DerivativeAtPixel {
  readonly slow: number;
  readonly fast: number;
  readonly photons: number;
  readonly derivative: number;
}

/** An experiment of physics beyond the C program, with its images by an independent program. */
export interface PhysicsCase {
  readonly id: string;
  readonly title: string;
  readonly features: readonly string[];
  /** Shape of the image, [slow, fast]. */
  readonly shape: readonly [number, number];
  /** Images besides the photons. */
  readonly outputs: readonly string[];
  readonly experiment: Record<string, unknown>;
  /** Derivatives of the sum and of some pixels, by paths of the experiment. */
  readonly gradients?: Readonly<
    Record<string, { readonly sum: number; readonly pixels: readonly DerivativeAtPixel[] }>
  >;
}

/** An experiment that must be refused, with the files that it names beside those of all cases. */
export interface RefusedExperiment {
  readonly experiment: Record<string, unknown>;
  readonly files?: Readonly<Record<string, string>>;
  /** Pattern that the message matches. */
  readonly mentions: string;
}

const unpacked = (path: string): Buffer => gunzipSync(readFileSync(`${root}${path}.gz`));

/** Reads all cases of physics beyond the C program. */
export const physicsCases = (): PhysicsCase[] =>
  readdirSync(`${root}cases`)
    .sort()
    .map((id) => JSON.parse(readFileSync(`${root}cases/${id}/case.json`, 'utf8')) as PhysicsCase);

/** Reads an image of a case: `photons`, `energy` (eV) or `hkl` (three planes). */
export function physicsImage({ id }: Pick<PhysicsCase, 'id'>, output = 'photons'): Float32Array {
  const bytes = unpacked(`cases/${id}/${output}.f32`);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** Writes the files that the cases name into a folder. */
export function putPhysicsInputs(files: Folder): void {
  for (const name of readdirSync(`${root}inputs`)) {
    const plain = name.replace(/\.gz$/, '');
    files.put(plain, unpacked(`inputs/${plain}`));
  }
}

/** Reads the experiments that must be refused, by their names. */
export const refusedExperiments = (): Readonly<Record<string, RefusedExperiment>> =>
  JSON.parse(unpacked('bad.json').toString('utf8'));
