import { builtinTables } from '@braggsim/experiment';
import { useMemo } from 'react';
import { COMPARED } from '../../state/settings';
import { imageOf, useApp, useSession, useSettings } from '../model';
import { short } from '../numbers';
import { cancelRefinement, startRefinement, takeGeometry } from '../refine-actions';
import { Field } from './ExperimentFields';
import { LinePlot } from './LinePlot';
import { Choice, Panel } from './Panel';
import { RefineNumbers } from './RefineNumbers';
import { RefineResult } from './RefineResult';

/** Fields of the section `refine` that the page has elsewhere, or not at all. */
const ELSEWHERE = ['free', 'fix', 'bounds', 'shared', 'mask'].map((name) => `refine.${name}`);

/** The lowest deviance for each pixel so far, which begins anew where boxes are placed afresh. */
function Misfit() {
  const { evaluations, isRunning } = useSession().refining;
  const values = useMemo(() => {
    let [lowest, of] = [Number.POSITIVE_INFINITY, 0];
    return evaluations.map(({ deviance, pixels }) => {
      lowest = pixels === of ? Math.min(lowest, deviance / pixels) : deviance / pixels;
      of = pixels;
      return lowest;
    });
  }, [evaluations]);
  if (values.length === 0) return isRunning ? <p className="note">preparing the model …</p> : null;
  return (
    <LinePlot
      label={`Misfit by iteration: ${short(values.at(-1) ?? 0)} for each pixel after ${values.length} evaluations`}
      x={values.map((_, i) => i + 1)}
      y={values}
      unit=""
      isLogarithmic
    />
  );
}

/** What is refined against which image, and how it goes. */
export function RefinePanel() {
  const app = useApp();
  const { measured } = useSettings();
  const session = useSession();
  const image = imageOf(measured, session);
  const { isRunning } = session.refining;
  const fields = Object.entries(builtinTables.fields).filter(
    ([path]) => path.startsWith('refine.') && !ELSEWHERE.includes(path),
  );
  return (
    <>
      <Panel title="Refine">
        <Choice
          label="measured"
          value={measured}
          options={COMPARED}
          onChange={(value) => app.settings.set({ measured: value })}
        />
        {!image && (
          <p className="note">
            There is no {measured} yet. Open a recorded image, and then the experiment (YAML) or the experiment list
            (.expt) to start from.
          </p>
        )}
        {image && (
          <div className="buttons">
            <button type="button" onClick={() => void takeGeometry(app)}>
              Use the geometry of the image
            </button>
          </div>
        )}
        <RefineNumbers />
        <details>
          <summary>Boxes, background and method</summary>
          <div className="controls">
            {fields.map(([path, parameter]) => (
              <Field key={path} path={path} parameter={parameter} />
            ))}
          </div>
        </details>
        <div className="buttons">
          {/* Two elements, so that a click that began on one of them does nothing once the other is there. */}
          {isRunning ? (
            <button key="cancel" type="button" onClick={() => cancelRefinement(app)}>
              Cancel
            </button>
          ) : (
            <button key="refine" type="button" disabled={!image} onClick={() => startRefinement(app)}>
              Refine
            </button>
          )}
        </div>
        <Misfit />
      </Panel>
      <RefineResult />
    </>
  );
}
