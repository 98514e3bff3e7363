import { fromRegistry, type InputName, INPUTS, type InputValues, type Slot, type Term } from '@braggsim/core';
import { calculator } from '@braggsim/formula';
import { cut, graph, loops, type Node, shaderCode, simplify, wgslEmitter } from '@braggsim/formula/graph';
import { describe, expect, test } from 'vitest';
import { builtinTerms } from './terms';

/** The formula of a term as shader text, its inputs and constants being names. */
async function shaderOf(id: string, slot: Slot, constants: Term['constants'] extends (...args: never) => infer C ? C : never, choices = {}): Promise<string> {
  const term = await fromRegistry(builtinTerms, id, slot);
  const g = graph('single');
  const input = (name: string) => g.input(name, loops('pixel'));
  const x = Object.fromEntries(Object.keys(INPUTS).map((name) => [name, input(name)])) as InputValues<Node>;
  const lifted = Object.fromEntries(
    Object.entries(constants).map(([key, value]) => [
      key,
      typeof value === 'number' ? input(key) : value.map((_: number, i: number) => input(`${key}${i}`)),
    ]),
  );
  const formula = term.formula(calculator(g), x as Pick<InputValues<Node>, InputName>, lifted, choices);
  const [value] = simplify(g, [formula].flat() as Node[]) as [Node];
  const { inputs, uses } = cut([{ name: 'pixel', loops: loops('pixel') }], [{ node: value, at: 'pixel' }]);
  const code = shaderCode();
  const emitter = wgslEmitter(code, uses);
  for (const { node } of inputs) emitter.provide(node, node.name);
  const result = emitter.emit(value);
  code.line(`return ${result};`);
  return code.text();
}
