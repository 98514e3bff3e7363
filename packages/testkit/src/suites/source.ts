import {
  type SourceFrame,
  type SourceModel,
  type SourceRow,
  type StageValues,
  stageParameters,
  type Vec3,
  vector,
} from '@braggsim/core';
import { describe, expect, test } from 'vitest';

/** A model of the beam with some of its parameters, and what its sources must come to. */
export interface SourceExpectations {
  readonly params: StageValues;
  /** How many sources there are. */
  readonly sources: number;
  /** Mean of the wavelengths by weight, in units of the central wavelength. */
  readonly meanWavelength?: number;
}

/** A beam along the first axis of the lab frame, and one in no special direction. */
const FRAME: SourceFrame = { wavelength: 1e-10, beam: [1, 0, 0], polarization: [0, 0, 1], vertical: [0, -1, 0] };
const WAVELENGTHS = [3e-11, 1e-10, 4e-10];
const TOLERANCE = 1e-12;

/** Turns a vector by 1 rad about the diagonal of the lab frame (Rodrigues' formula). */
function turned(v: Vec3): Vec3 {
  const axis = vector.unit([1, 1, 1]);
  const along = vector.scale(axis, vector.dot(axis, v) * (1 - Math.cos(1)));
  const across = vector.scale(vector.cross(axis, v), Math.sin(1));
  return vector.add(vector.add(vector.scale(v, Math.cos(1)), across), along);
}

const TURNED: SourceFrame = {
  ...FRAME,
  beam: turned(FRAME.beam),
  polarization: turned(FRAME.polarization),
  vertical: turned(FRAME.vertical),
};

/** Returns the unit vector towards a source; components that the row leaves out are those of a source on the axis of the beam. */
const towards = ({ direction }: SourceRow, { beam }: SourceFrame): Vec3 =>
  vector.unit(beam.map((x, axis) => direction[axis] ?? -x) as unknown as Vec3);

/**
 * Declares the tests of what every model of the beam must keep to: its sources are plain data, the same each time; they lie off the sample and
 * weigh something; and they turn with the beam, since no direction of the lab frame but those that are passed is special.
 */
export function describeSource(model: SourceModel, variants: Readonly<Record<string, SourceExpectations>>): void {
  describe(`source ${model.id}`, () => {
    test('says what it is', () => {
      expect(Number.isInteger(model.version) && model.version > 0).toBe(true);
      expect(model.about.equation).not.toBe('');
      expect(model.about.citation).not.toBe('');
      for (const { doc } of Object.values(model.params)) expect(doc).not.toBe('');
    });

    describe.each(Object.entries(variants))('%s', (_, { params, sources, meanWavelength }) => {
      const values = Object.freeze(stageParameters(`source '${model.id}'`, model.params, params));
      const rowsIn = (frame: SourceFrame) => model.sources(values, Object.freeze({ ...frame }));
      const wavelengthOf = (row: SourceRow, { wavelength }: SourceFrame) => row.wavelengthM ?? wavelength;

      test('its sources are plain data, the same each time', () => {
        const rows = rowsIn(FRAME);
        expect(rows).toHaveLength(sources);
        expect(structuredClone(rows)).toStrictEqual(rows);
        expect(rowsIn(FRAME)).toStrictEqual(rows);
      });

      test('each lies somewhere, and has a wavelength and a weight that is not below zero', () => {
        for (const wavelength of WAVELENGTHS) {
          const frame = { ...FRAME, wavelength };
          const rows = rowsIn(frame);
          for (const row of rows) {
            expect(towards(row, frame).every(Number.isFinite), JSON.stringify(row)).toBe(true);
            expect(Number.isFinite(wavelengthOf(row, frame)) && wavelengthOf(row, frame) > 0).toBe(true);
            expect(Number.isFinite(row.weight ?? 1) && (row.weight ?? 1) >= 0).toBe(true);
          }
          expect(rows.reduce((sum, { weight }) => sum + (weight ?? 1), 0)).toBeGreaterThan(0);
        }
      });

      test('they turn with the beam', () => {
        const after = rowsIn(TURNED);
        for (const [i, row] of rowsIn(FRAME).entries()) {
          const found = towards(after[i] as SourceRow, TURNED);
          const wanted = turned(towards(row, FRAME));
          expect(vector.length(vector.add(found, vector.scale(wanted, -1))), `source ${i + 1}`).toBeLessThan(TOLERANCE);
          expect(after[i]).toMatchObject({ weight: row.weight, wavelengthM: row.wavelengthM });
        }
      });

      if (meanWavelength !== undefined) {
        test(`the mean wavelength is ${meanWavelength} times the central one`, () => {
          const rows = rowsIn(FRAME);
          const weight = rows.reduce((sum, row) => sum + (row.weight ?? 1), 0);
          const mean = rows.reduce((sum, row) => sum + (row.weight ?? 1) * wavelengthOf(row, FRAME), 0) / weight;
          expect(Math.abs(mean / FRAME.wavelength / meanWavelength - 1)).toBeLessThan(TOLERANCE);
        });
      }
    });
  });
}
