import type { RgbPicture } from '@braggsim/refine';
import { useEffect, useRef } from 'react';
import type { Correlations, Refinement } from '../../refine/messages';
import { useApp, useSession } from '../model';
import { short } from '../numbers';
import { acceptRefinement, saveTable } from '../refine-actions';
import { Facts } from './Facts';
import { Panel } from './Panel';

/** What the outcomes mean. */
const STATUS: Readonly<Record<Refinement['status'], string>> = {
  converged: 'converged',
  stopped: 'stopped before it converged: allow more evaluations',
  poor: 'poor: the model does not explain the pixels within their noise',
  failed: 'failed',
};

/** Data, model and residuals of the strongest boxes. */
function Residuals({ picture }: { readonly picture: RgbPicture }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, rgb } = picture;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      image.data.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [width, height, rgb]);
  return (
    <figure className="plot">
      <figcaption>Data, model and (data − model)/σ from −5 (blue) to 5 (red), with hkl and sigmaZ</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="residuals" tabIndex={0} aria-label="Residuals of the strongest spots">
        <canvas ref={canvas} width={width} height={height} role="img" aria-label="Data, model and residuals" />
      </section>
    </figure>
  );
}

const PERCENT = 100;

/** The correlations of all pairs of numbers, strong ones marked. */
function CorrelationTable({ correlations: { names, matrix } }: { readonly correlations: Correlations }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="wide" tabIndex={0} aria-label="Correlation of the refined numbers">
      <table>
        <caption>correlation, percent</caption>
        <thead>
          <tr>
            <td />
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.map((row, i) => (
            <tr key={names[i]}>
              <th scope="row">{names[i]}</th>
              {row.map((value, j) => (
                <td key={names[j]} className={i !== j && Math.abs(value ?? 0) > 0.9 ? 'strong' : undefined}>
                  {value === null ? '–' : Math.round(PERCENT * value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The digits of a value that its standard deviation leaves meaningful. */
function withDigits(value: number, esd: number | null): string {
  if (esd === null || !(esd > 0)) return short(value);
  return value.toFixed(Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(esd)))));
}

function Numbers({ numbers }: Pick<Refinement, 'numbers'>) {
  return (
    <table id="refined">
      <thead>
        <tr>
          <th scope="col">number</th>
          <th scope="col">start</th>
          <th scope="col">refined</th>
          <th scope="col">e.s.d.</th>
        </tr>
      </thead>
      <tbody>
        {numbers.map(({ name, unit, start, value, esd, atBound }) => (
          <tr key={name}>
            <th scope="row">
              {name} {unit && `(${unit})`}
            </th>
            <td>{short(start)}</td>
            <td title={atBound ? 'on its bound' : undefined}>
              {withDigits(value, esd)}
              {atBound && ' ⊣'}
            </td>
            <td>{esd === null ? 'none' : Number(esd.toPrecision(2))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The outcome of the last refinement. */
export function RefineResult() {
  const app = useApp();
  const { refinement, isAccepted, isRunning } = useSession().refining;
  if (!refinement || isRunning) return null;
  const { status, failure, sigmaZ, rFactor, boxes, pixels, offsetsPx, seconds, undetermined, warnings } = refinement;
  const [before, after] = offsetsPx;
  const isDone = status !== 'failed';
  return (
    <Panel title="Result">
      <Facts
        id="refinement"
        facts={[
          ['outcome', failure ?? STATUS[status]],
          ...(isDone
            ? [
                ['sigmaZ', `${sigmaZ.toFixed(3)} (1 where the model explains the noise)`] as const,
                ['R', rFactor === null ? '–' : rFactor.toFixed(4)] as const,
                [
                  'spots off by',
                  `${before === null ? '–' : short(before)} px, then ${short(after ?? Number.NaN)} px`,
                ] as const,
              ]
            : []),
          ['used', `${boxes.length} boxes, ${pixels} pixels`],
          ['time', `${seconds.toFixed(1)} s`],
        ]}
      />
      {isDone && (
        <>
          <div className="buttons">
            <button type="button" disabled={isAccepted} onClick={() => acceptRefinement(app, true)}>
              Accept
            </button>
            <button type="button" disabled={!isAccepted} onClick={() => acceptRefinement(app, false)}>
              Go back
            </button>
            <button type="button" onClick={() => void saveTable(app, refinement)}>
              Save table
            </button>
          </div>
          <p className="note" role="status">
            {isAccepted
              ? 'The experiment has the refined values: simulate it, compare it, or save it as YAML.'
              : 'The experiment still has the values of the start.'}
          </p>
          <Numbers numbers={refinement.numbers} />
          {undetermined.map((sentence) => (
            <p key={sentence} className="note">
              not determined: {sentence}
            </p>
          ))}
          <CorrelationTable correlations={refinement.correlations} />
          <Residuals picture={refinement.picture} />
        </>
      )}
      {warnings.map((warning) => (
        <p key={warning} className="note">
          {warning}
        </p>
      ))}
    </Panel>
  );
}
