import { integer, number, word } from '../values';
import { both, type Effect, type FlagGroup, flag, set, setTo } from './flag';

/** Sets wavelength or energy; the later flag replaces the earlier one. */
const instead =
  (field: 'wavelengthA' | 'energyEv'): Effect =>
  (draft) => {
    delete draft.experiment.beam?.[field];
  };

export const beamFlags: FlagGroup = {
  title: 'Beam',
  flags: [
    flag(
      '-lambda -wave -wavelength',
      [number({ unit: 'A', above: 0 })],
      'wavelength (1)',
      both(set('beam', 'wavelengthA'), instead('energyEv')),
    ),
    flag(
      '-energy',
      [number({ unit: 'eV', above: 0 })],
      'photon energy instead',
      both(set('beam', 'energyEv'), instead('wavelengthA')),
    ),
    flag('-dispersion', [number({ unit: '%' })], 'full width of the spectrum', set('beam', 'dispersionPercent')),
    flag('-dispsteps', [integer()], 'number of wavelengths across the spectrum', set('beam', 'dispersionSteps')),
    flag(
      '-divergence',
      [number({ unit: 'mrad' })],
      'full range of both divergences',
      both(set('beam', 'divergenceMrad.horizontal'), set('beam', 'divergenceMrad.vertical')),
    ),
    flag(
      '-hdivrange',
      [number({ unit: 'mrad' })],
      'full range of horizontal divergence',
      set('beam', 'divergenceMrad.horizontal'),
    ),
    flag(
      '-vdivrange',
      [number({ unit: 'mrad' })],
      'full range of vertical divergence',
      set('beam', 'divergenceMrad.vertical'),
    ),
    flag(
      '-hdivstep',
      [number({ unit: 'mrad' })],
      'step of horizontal divergence',
      set('beam', 'divergenceMrad.horizontalStep'),
    ),
    flag(
      '-vdivstep',
      [number({ unit: 'mrad' })],
      'step of vertical divergence',
      set('beam', 'divergenceMrad.verticalStep'),
    ),
    flag('-hdivsteps', [integer()], 'samples of horizontal divergence', set('beam', 'divergenceMrad.horizontalSteps')),
    flag('-vdivsteps', [integer()], 'samples of vertical divergence', set('beam', 'divergenceMrad.verticalSteps')),
    flag(
      '-divsteps',
      [integer()],
      'samples of both divergences',
      both(set('beam', 'divergenceMrad.horizontalSteps'), set('beam', 'divergenceMrad.verticalSteps')),
    ),
    flag(
      '-round_div',
      [],
      'trim the divergence grid to an ellipse (default)',
      setTo('beam', 'divergenceMrad.outline', 'round'),
    ),
    flag(
      '-square_div',
      [],
      'keep the corners of the divergence grid',
      setTo('beam', 'divergenceMrad.outline', 'square'),
    ),
    flag(
      '-source_weights',
      [word('normalize', 'ignore', 'apply')],
      'use of the weight column of -sourcefile',
      (d, [w]) => {
        d.experiment.compatibility = {
          ...d.experiment.compatibility,
          sourceWeights: w as 'normalize' | 'ignore' | 'apply',
        };
      },
    ),
    flag('-polar', [number({ min: -1, max: 1 })], 'Kahn polarization factor, -1 to 1 (0)', set('beam', 'polarization')),
    flag('-nopolar', [], 'no polarization factor', setTo('beam', 'polarization', 'off')),
    flag(
      '-fluence',
      [number({ unit: 'photons/m^2', min: 0 })],
      'incident fluence (1.26e29: r_e^2 fluence = 1)',
      set('beam', 'fluencePerM2'),
    ),
    flag(
      '-flux',
      [number({ unit: 'photons/s', min: 0 })],
      'flux; with -exposure and -beamsize it overrides the fluence',
      set('beam', 'fluxPerS'),
    ),
    flag('-exposure', [number({ unit: 's' })], 'exposure time (1)', set('beam', 'exposureS')),
    flag(
      '-beamsize',
      [number({ unit: 'mm' })],
      'edge of the square beam (0.1); also clips crystal sizes',
      set('beam', 'beamSizeMm'),
    ),
  ],
};
