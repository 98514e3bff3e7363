import { vector } from '@braggsim/core';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';
import { expect, test } from 'vitest';
import { imgCifFacts, imgCifMasking, isImgCif } from './imgcif';

/** A kappa goniometer and a detector on an arm, with the values of a beamline (I19 of Diamond). */
const HEADER = (omega: string) => `data_image
_diffrn_radiation.wavelength_id W1
_diffrn_radiation.polarizn_source_ratio 0.8
_diffrn_radiation.polarizn_source_norm 0
_diffrn_radiation_wavelength.id W1
_diffrn_radiation_wavelength.wavelength 0.68937
_diffrn_scan_frame.integration_time 0.5
loop_
_axis.id _axis.type _axis.equipment _axis.depends_on
_axis.vector[1] _axis.vector[2] _axis.vector[3] _axis.offset[1] _axis.offset[2] _axis.offset[3]
OMEGA rotation goniometer . 1 0 0 . . .
KAPPA rotation goniometer OMEGA 0.642787609687 -0.766044443119 0 . . .
PHI rotation goniometer KAPPA 1 0 0 . . .
SOURCE general source . 0 0 1 . . .
GRAVITY general gravity . 0 -1 0 . . .
TWO_THETA rotation detector . 1 0 0 . . .
Z translation detector TWO_THETA 0 0 -1 0 0 0
Y translation detector Z 0 1 0 0 0 0
X translation detector Y 1 0 0 0 0 0
ELEMENT_X translation detector X 0 1 0 -41.80 -56.07 0
ELEMENT_Y translation detector ELEMENT_X 1 0 0 0 0 0
loop_
_diffrn_scan_axis.axis_id _diffrn_scan_axis.angle_start _diffrn_scan_axis.angle_increment
_diffrn_scan_axis.displacement_start _diffrn_scan_axis.displacement_increment
${omega}
TWO_THETA 20 0 0 0
Z 0 0 105 0
Y 0 0 0 0
X 0 0 0 0
loop_
_array_structure_list.array_id _array_structure_list.index _array_structure_list.dimension
_array_structure_list.precedence _array_structure_list.direction _array_structure_list.axis_set_id
A 1 487 1 increasing ELEMENT_X
A 2 619 2 increasing ELEMENT_Y
loop_
_array_structure_list_axis.axis_set_id _array_structure_list_axis.axis_id
_array_structure_list_axis.displacement _array_structure_list_axis.displacement_increment
ELEMENT_X ELEMENT_X 0.0 0.1720
ELEMENT_Y ELEMENT_Y 0.0 0.1720
_array_intensities.array_id A
_array_intensities.overload 1541621
_array_intensities.undefined_value -1
`;
const PHI_SCAN = 'PHI 20 0.5 0 0\nKAPPA 30 0 0 0\nOMEGA -10 0 0 0';
const OMEGA_SCAN = 'PHI 20 0 0 0\nKAPPA 30 0 0 0\nOMEGA -10 -0.5 0 0';
const SHAPE = [619, 487] as const;

const close = (found: readonly number[], expected: readonly number[], digits = 4) => {
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, digits);
};

test('the radiation can be electrons, which have no polarization', () => {
  const text = HEADER('OMEGA 10 0.1 0 0').replace('data_image\n', 'data_image\n_diffrn_radiation.probe electron\n');
  expect(imgCifFacts(text, [[619, 487]]).experiment.beam).toEqual({ particle: 'electron', wavelengthA: 0.68937 });
});

test('a detector on an arm has the position that dxtbx gives', () => {
  const { experiment, saturation, instrument } = imgCifFacts(HEADER(PHI_SCAN), [SHAPE]);
  const [panel] = recordingPanels(resolveDetector(experiment.detector, experiment).value);
  close(vector.scale(panel?.origin ?? [0, 0, 0], 1000), [-41.8, -16.7765, -117.8448]);
  close(panel?.fast ?? [], [0, 0.93969, 0.34202], 5);
  close(panel?.slow ?? [], [1, 0, 0]);
  expect((panel?.normalDistance ?? 0) * 1000).toBeCloseTo(105, 9);
  expect(experiment.beam).toEqual({ wavelengthA: 0.68937, polarization: 0.8 });
  expect([saturation, instrument]).toEqual([1541620, { exposure: 0.5 }]);
});

test('the axis of the scan is rotated by the axes below it', () => {
  const { experiment } = imgCifFacts(HEADER(PHI_SCAN), [SHAPE]);
  close(experiment.detector?.axes?.spindle ?? [], [0.92138, 0.00154373, 0.388659], 5);
  expect(experiment.scan).toEqual({ startDeg: 20, widthDeg: 0.5 });
});

test('a negative rotation becomes positive about the inverted axis', () => {
  const { experiment } = imgCifFacts(HEADER(OMEGA_SCAN), [SHAPE]);
  close(experiment.detector?.axes?.spindle ?? [], [-1, 0, 0]);
  expect(experiment.scan).toEqual({ startDeg: 10, widthDeg: 0.5 });
});

test('a still has no scan', () => {
  const still = HEADER(PHI_SCAN.replace('0.5', '0'));
  expect(imgCifFacts(still, [SHAPE]).experiment.scan).toBeUndefined();
});

test('pixels that are not square keep both edges', () => {
  const text = HEADER(PHI_SCAN).replace('ELEMENT_Y ELEMENT_Y 0.0 0.1720', 'ELEMENT_Y ELEMENT_Y 0.0 0.2');
  const [row] = imgCifFacts(text, [SHAPE]).experiment.detector?.panels ?? [];
  close([row?.pixelMm ?? 0, row?.pixelSlowMm ?? 0], [0.172, 0.2], 9);
});

test('gaps are marked by -1 in files of imgCIF alone', () => {
  expect(imgCifMasking(HEADER(PHI_SCAN))).toEqual({ gap: -1 });
  expect(isImgCif(HEADER(PHI_SCAN))).toBe(true);
  expect(isImgCif('# Detector: PILATUS\n')).toBe(false);
});

test.each([
  [
    'an axis that is missing',
    (text: string) => text.replace('X translation detector Y', 'X translation detector V'),
    "'v'",
  ],
  [
    'a cycle of axes',
    (text: string) => text.replace('detector . 1 0 0', 'detector ELEMENT_X 1 0 0'),
    'depends on itself',
  ],
  ['two rotating axes', (text: string) => text.replace('KAPPA 30 0', 'KAPPA 30 1'), '2 axes of the goniometer'],
  [
    'no array axes',
    (text: string) => text.replaceAll('_array_structure_list.precedence', '_array_structure_list.rank'),
    'lacks its axis 1',
  ],
  [
    'pixels at the same position',
    (text: string) => text.replace('0.0 0.1720', '0.0 0.0'),
    'are all at the same position',
  ],
])('%s is refused', (_, change, message) => {
  expect(() => imgCifFacts(change(HEADER(PHI_SCAN)), [SHAPE])).toThrow(message);
});
