import type { Experiment } from '@braggsim/experiment';
import { builtinKernels } from '@braggsim/simulate';
import { type Slider, sliders } from './sliders';

/** The settings of the page. */
export interface Settings {
  readonly experiment: Experiment;
  readonly kernel: string;
}

const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
): HTMLElementTagNameMap[Name] => Object.assign(document.createElement(name), properties);

/** Formats a value with its unit, with the digits of the slider's step. */
const shown = (value: number, { step, unit }: Slider): string =>
  `${value.toFixed(Math.max(0, -Math.floor(Math.log10(step))))} ${unit}`;

function sliderRow(slider: Slider, start: Experiment, changed: (value: number) => void): HTMLElement[] {
  const { id, label, doc, min, max, step } = slider;
  const value = slider.read(start);
  const output = element('output', { textContent: shown(value, slider) });
  output.htmlFor.add(id);
  // The value is set last: before min and max it would be limited to the default range.
  const input = element('input', {
    type: 'range',
    id,
    title: doc,
    min: `${min}`,
    max: `${max}`,
    step: `${step}`,
    value: `${value}`,
  });
  input.addEventListener('input', () => {
    output.textContent = shown(input.valueAsNumber, slider);
    changed(input.valueAsNumber);
  });
  return [element('label', { htmlFor: id, textContent: label, title: doc }), input, output];
}

function kernelRow(start: string, changed: (kernel: string) => void): HTMLElement[] {
  const select = element('select', { id: 'kernel', title: 'where to compute' });
  select.append(...['auto', ...builtinKernels.keys()].map((name) => new Option(name, name, false, name === start)));
  select.addEventListener('change', () => changed(select.value));
  return [element('label', { htmlFor: 'kernel', textContent: 'kernel' }), select];
}

/** Adds a slider for each number and a list of kernels to an element. */
export function buildControls(parent: HTMLElement, start: Settings, changed: (settings: Settings) => void): void {
  let settings = start;
  const change = (part: Partial<Settings>): void => {
    settings = { ...settings, ...part };
    changed(settings);
  };
  parent.append(
    ...sliders.flatMap((slider) =>
      sliderRow(slider, start.experiment, (value) => change({ experiment: slider.write(settings.experiment, value) })),
    ),
    ...kernelRow(start.kernel, (kernel) => change({ kernel })),
  );
}
