import { expectation, isAllowed, type Parameter, type Stage } from '@braggsim/core';
import { INPUTS } from '@braggsim/core/kernel';
import { didYouMean, isRecord } from '@braggsim/core/text';
import { plainFields } from './parameters';

const SLOTS: readonly string[] = ['surface', 'shape', 'structure', 'factor', 'background', 'scatter'];
const ID = /^[a-zA-Z][\w-]*$/;
/** Names of parameters; one with points is the path of a field of the experiment. */
const NAME = /^[a-zA-Z]\w*(\.[a-zA-Z]\w*)*$/;
const FLAG = /^--[a-z][\w-]*$/;
const EXTENSION = /^\.[a-z0-9][a-z0-9_-]*$/;

const PARAMETER_TYPES: readonly string[] = Object.keys({
  number: 0,
  integer: 0,
  boolean: 0,
  text: 0,
  enum: 0,
  numbers: 0,
  numberLists: 0,
  stringList: 0,
  stage: 0,
} satisfies Record<Parameter['type'], 0>);

const PARAMETER_MEMBERS: readonly string[] = Object.keys({
  type: 0,
  doc: 0,
  unit: 0,
  default: 0,
  required: 0,
  min: 0,
  max: 0,
  exclusiveMin: 0,
  options: 0,
  count: 0,
  perAxis: 0,
  named: 0,
  nullableEntries: 0,
  flag: 0,
  flagTakesEach: 0,
  slot: 0,
} satisfies Record<keyof Parameter, 0>);

/** Functions of a stage, by kind: all are required, for a codec at least one. */
const FUNCTIONS: Readonly<Record<Stage['kind'], readonly string[]>> = {
  term: ['constants', 'formula'],
  readout: ['apply'],
  codec: ['encode', 'decode'],
  source: ['sources'],
};

/** Functions that a stage may have besides those that it needs. */
const FURTHER_FUNCTIONS: readonly string[] = [
  'specialization',
  'nodes',
  'slope',
  'gaussian',
  'reach',
  'halfway',
  'integral',
  'pixelwise',
  'check',
  'inspect',
  'series',
];

/** Former names of members of a stage, with those that replace them. */
const FORMER_MEMBERS: Readonly<Record<string, string>> = { choices: 'specialization' };

/** Former names of inputs, with those that replace them. */
const FORMER_INPUTS: Readonly<Record<string, string>> = {
  closeDistance: 'normalDistance',
  stol: 'sinThetaOverLambda',
};

const isFunction = (value: unknown): boolean => typeof value === 'function';

/** Describes what is wrong with a parameter of a stage; undefined when nothing is. */
function parameterProblem(name: string, given: unknown): string | undefined {
  if (!NAME.test(name)) return `the name of its parameter '${name}' is not a word of letters, digits and _`;
  if (name.includes('.') && !Object.hasOwn(plainFields, name)) {
    return `its parameter '${name}' has the path of a field of the experiment for its name, and there is no such field; leave the points out`;
  }
  if (name === 'kind')
    return "its parameter 'kind' has the name by which experiments request a stage; give it another one";
  const { type, doc, ...more } = isRecord(given) ? given : {};
  if (typeof type !== 'string' || typeof doc !== 'string') return `its parameter '${name}' has no type and doc`;
  if (!PARAMETER_TYPES.includes(type))
    return `its parameter '${name}' has the type '${type}'; a type is one of ${PARAMETER_TYPES.join(', ')}`;
  const unknown = Object.keys(more).find((member) => !PARAMETER_MEMBERS.includes(member));
  if (unknown !== undefined) {
    const remedy = didYouMean(unknown, PARAMETER_MEMBERS, `; there are ${PARAMETER_MEMBERS.join(', ')}`);
    return `its parameter '${name}' has a member '${unknown}', and parameters have none of that name${remedy}`;
  }
  const parameter = given as Parameter;
  if (type === 'enum' && !(Array.isArray(parameter.options) && parameter.options.length > 0))
    return `its parameter '${name}' is an enum without options; give options: ['one', 'another']`;
  if (parameter.flag !== undefined && !FLAG.test(parameter.flag))
    return `the flag of its parameter '${name}' is two dashes and a word, such as --width, not '${parameter.flag}'`;
  if (parameter.default !== undefined && parameter.default !== '' && !isAllowed(parameter, parameter.default))
    return `its parameter '${name}' is ${expectation(parameter)}, and its default is ${JSON.stringify(parameter.default)}`;
  return undefined;
}

/** Describes what is wrong with the functions of a stage; undefined when nothing is. */
function functionProblem(stage: Stage): string | undefined {
  const members = stage as unknown as Readonly<Record<string, unknown>>;
  const { kind } = stage;
  const functions = FUNCTIONS[kind].filter((name) => isFunction(members[name]));
  if (functions.length < (kind === 'codec' ? 1 : FUNCTIONS[kind].length))
    return `it needs ${FUNCTIONS[kind].join(kind === 'codec' ? ' or ' : ' and ')}()`;
  const wrong = FURTHER_FUNCTIONS.find((name) => members[name] !== undefined && !isFunction(members[name]));
  return wrong === undefined ? undefined : `its member ${wrong} is a function, not ${JSON.stringify(members[wrong])}`;
}

/** Describes what is wrong with the inputs of a term; undefined when nothing is. */
function inputProblem(inputs: unknown): string | undefined {
  if (!Array.isArray(inputs)) return 'it declares no list of inputs; give inputs: [] when it reads none';
  const unknown = inputs.find((name) => typeof name !== 'string' || !Object.hasOwn(INPUTS, name));
  if (unknown === undefined) return undefined;
  return Object.hasOwn(FORMER_INPUTS, unknown)
    ? `its input ${unknown} is now called ${FORMER_INPUTS[unknown]}; rename it`
    : `there is no input '${unknown}'; there are ${Object.keys(INPUTS).join(', ')}`;
}

/** Describes what is wrong with the extensions of a codec; undefined when nothing is. */
function extensionProblem(extensions: unknown): string | undefined {
  const isRight =
    Array.isArray(extensions) &&
    extensions.length > 0 &&
    extensions.every((one) => typeof one === 'string' && EXTENSION.test(one));
  return isRight
    ? undefined
    : `its extensions are a list of lower-case ones with their dots, such as ['.table'], not ${JSON.stringify(extensions)}`;
}

/** Describes what is wrong with the form of a stage; undefined when nothing is. */
export function stageProblem(stage: Stage): string | undefined {
  const { id, version, params, about } = stage;
  if (typeof id !== 'string' || !ID.test(id))
    return `its id is a word of letters, digits, - and _, not '${String(id)}'`;
  if (!Number.isInteger(version) || version < 1) {
    return `its version is a whole number from 1, not ${String(version)}; raise it when the same plan gives other numbers`;
  }
  if (!isRecord(params)) return 'it has no table of parameters; give params: {} when there are none';
  for (const [name, parameter] of Object.entries(params)) {
    const problem = parameterProblem(name, parameter);
    if (problem !== undefined) return problem;
  }
  if (typeof about?.equation !== 'string' || typeof about.citation !== 'string')
    return 'it lacks about: { equation, citation }';
  const former = Object.keys(FORMER_MEMBERS).find((name) => name in stage);
  if (former !== undefined) return `its member ${former} is now called ${FORMER_MEMBERS[former]}; rename it`;
  const problem = functionProblem(stage);
  if (problem !== undefined) return problem;
  if (stage.kind === 'codec') return extensionProblem(stage.extensions);
  if (stage.kind !== 'term') return undefined;
  if (!SLOTS.includes(stage.slot)) return `its slot is one of ${SLOTS.join(', ')}, not '${String(stage.slot)}'`;
  return inputProblem(stage.inputs);
}
