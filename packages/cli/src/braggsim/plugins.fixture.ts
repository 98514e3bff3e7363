import { readFileSync } from 'node:fs';
import { finish, folder, SMALL } from './run.fixture';

/** Text of the member `about` of a stage. */
export const ABOUT = "about: { equation: 'none', citation: 'for tests' }";

/** Members of a factor, as text. */
interface Parts {
  readonly id?: string;
  readonly version?: string;
  readonly params?: string;
  readonly inputs?: string;
  readonly constants?: string;
  readonly formula?: string;
}

/** Creates a folder for the modules of plug-ins and the images of runs with them. */
export function pluginFolder() {
  const here = folder();
  let modules = 0;
  /** Writes a module. Each has a new name, since Node caches modules. */
  const putModule = (text: string) => here.put(`plugin${modules++}.mjs`, text);
  /** Writes a module with one stage, given as the text of an object. */
  const put = (stage: string) => putModule(`export const stage = {${stage}};`);
  /** Writes a module with a factor. */
  const factor = (parts: Parts): string => {
    const { id = 'fade', version = '1', params = '{}', inputs = "['sinThetaOverLambda']", ...functions } = parts;
    const {
      constants = '() => ({ size: 1e-10 })',
      formula = '(m, { sinThetaOverLambda }, { size }) => m.product(sinThetaOverLambda, size)',
    } = functions;
    return put(
      `kind: 'term', slot: 'factor', id: '${id}', version: ${version}, params: ${params}, ${ABOUT}, inputs: ${inputs}, constants: ${constants}, formula: ${formula}`,
    );
  };
  /** Flags that request the factor. */
  const asked = ['--stage', 'factors.fade', '-o', here.at('a.bin'), '--quiet'];
  /** Simulates a small image with a plug-in. */
  const simulate = (plugin: string, flags: readonly string[] = asked) =>
    finish(['simulate', ...SMALL, '--plugin', plugin, ...flags]);
  const pixels = () => new Float32Array(new Uint8Array(readFileSync(here.at('a.bin'))).buffer);
  return { here, putModule, put, factor, asked, simulate, pixels };
}

/** Table of a required parameter, as text. */
export const REQUIRED = "{ width: { type: 'number', min: 0, required: true, doc: 'of the fading' } }";
