import type { Experiment } from '@braggsim/experiment';
import { builtinKernels } from '@braggsim/simulate';
import { useMemo } from 'react';
import { PRESETS } from '../../simulate/presets';
import { type Slider, sliders } from '../../simulate/sliders';
import { type ShotFacts, useApp, useSession, useSettings } from '../model';
import { randomShot, spindleStep, stepSpindle, toggleSimulation } from '../simulate-actions';
import { ExperimentFields } from './ExperimentFields';
import { ExportPanel } from './ExportPanel';
import { Facts } from './Facts';
import { Choice, Panel, Tick } from './Panel';

/** Stands for an experiment that is none of the presets. */
const CHANGED = 'your experiment';

/** Sliders that turn the crystal. */
const TURNS = 'crystal.misset';

/** Formats a value with its unit, with the digits of the slider's step. */
const shown = (value: number, { step, unit }: Slider): string =>
  `${value.toFixed(Math.max(0, -Math.floor(Math.log10(step))))} ${unit}`;

function SliderRow({ slider }: { readonly slider: Slider }) {
  const { settings } = useApp();
  const { experiment } = useSettings();
  const { id, label, doc, min, max, step } = slider;
  const value = slider.read(experiment);
  return (
    <>
      <label htmlFor={id} title={doc}>
        {label}
      </label>
      <input
        id={id}
        type="range"
        title={doc}
        min={min}
        max={max}
        step={step}
        value={value}
        onChange={({ target }) =>
          settings.set({ experiment: slider.write(settings.get().experiment, target.valueAsNumber) })
        }
      />
      <output htmlFor={id}>{shown(value, slider)}</output>
    </>
  );
}

/** Lists how a picture was computed as pairs of name and text. */
export function factTexts({
  kernel,
  precision,
  bound,
  adapter,
  reason,
  samples,
  ms,
  warnings,
  isPreview,
}: ShotFacts): [string, string][] {
  const facts: [string, string | undefined][] = [
    [
      'kernel',
      `${kernel}, ${precision} precision${bound === undefined ? '' : `, error below ${bound.toPrecision(2)} of the peak of a spot`}`,
    ],
    ['GPU', adapter ?? (reason && `not used: ${reason}`)],
    ['chosen', adapter && reason],
    [
      'time',
      `${ms.toFixed(0)} ms for ${(samples / 1e6).toPrecision(3)} million samples${isPreview ? ' (preview)' : ''}`,
    ],
    ['rate', `${(samples / ms / 1e3).toPrecision(3)} million samples per second`],
    ...warnings.map((warning): [string, string] => ['note', warning]),
  ];
  return facts.flatMap(([name, text]) => (text ? [[name, text] as [string, string]] : []));
}

/** Where the structure factors of an experiment come from. */
function structureText({ structureFactors = {}, crystals }: Experiment): string {
  const { file, model, dMinA, default: amplitude } = structureFactors;
  if (model) return `${model}${dMinA === undefined ? '' : `, to ${dMinA} Å`}`;
  if (file) return file;
  const own = crystals?.some((crystal) => crystal.structureFactors) ? 'those of the crystals' : 'none';
  return amplitude ? `${amplitude} for all reflections` : own;
}

/** The panel with the main fields of the experiment, and with how its image was computed. */
export function SimulatePanel() {
  const app = useApp();
  const { kernel, recorded, experiment } = useSettings();
  const { shot, isComputing } = useSession();
  const shownSliders = sliders.filter((slider) => slider.isFor(experiment));
  const preset = useMemo(() => {
    const text = JSON.stringify(experiment);
    return Object.entries(PRESETS).find(([, candidate]) => JSON.stringify(candidate) === text)?.[0] ?? CHANGED;
  }, [experiment]);
  return (
    <>
      <Panel title="Experiment">
        <p className="note">
          Open or drop a model (PDB, mmCIF) or structure factors (MTZ, text) to see its pattern; an experiment (YAML) or
          a detector (.expt, .geom) as well.
        </p>
        <Choice
          label="start from"
          value={preset}
          options={preset === CHANGED ? [CHANGED, ...Object.keys(PRESETS)] : Object.keys(PRESETS)}
          onChange={(name) => app.settings.set({ experiment: PRESETS[name] ?? experiment, view: null, points: [] })}
        />
        <Facts facts={[['structure factors', structureText(experiment)]]} />
        <div className="sliders">
          {shownSliders.some(({ id }) => id.startsWith(TURNS)) && (
            <p className="note">The sliders misset x, y and z turn the crystal.</p>
          )}
          {shownSliders.map((slider) => (
            <SliderRow key={slider.id} slider={slider} />
          ))}
        </div>
        <div className="buttons">
          <button
            type="button"
            title="turns the crystals at random, and draws pulse and photons anew (space)"
            onClick={() => randomShot(app)}
          >
            Random orientation
          </button>
        </div>
        <div className="buttons">
          <button type="button" title="turns the spindle back (a)" onClick={() => stepSpindle(app, -1)}>
            Spindle −{spindleStep(experiment)}°
          </button>
          <button type="button" title="turns the spindle (d)" onClick={() => stepSpindle(app, 1)}>
            Spindle +{spindleStep(experiment)}°
          </button>
        </div>
        <Choice
          label="kernel"
          value={kernel}
          options={['auto', ...builtinKernels.keys()]}
          onChange={(next) => app.settings.set({ kernel: next })}
        />
        <Tick
          label="photon noise and readout"
          value={recorded}
          onChange={(value) => app.settings.set({ recorded: value })}
        />
        <div className="buttons">
          <button type="button" onClick={() => toggleSimulation(app)}>
            {isComputing ? 'Stop' : 'Simulate'}
          </button>
        </div>
        {shot && (
          <dl className="facts" id="facts">
            {factTexts(shot).map(([name, text]) => (
              <div key={name + text}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        )}
      </Panel>
      <Panel title="All parameters" isOpen={false} hasSearch>
        <ExperimentFields />
      </Panel>
      <ExportPanel />
    </>
  );
}
