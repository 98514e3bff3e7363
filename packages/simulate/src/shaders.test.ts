import type { Term } from '@braggsim/core';
import { INPUTS, type InputValues, type TermPlan } from '@braggsim/core/kernel';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { calculator } from '@braggsim/formula';
import { shaderCode, wgslEmitter } from '@braggsim/formula/emit';
import { graph, loops, type Node, schedule, simplify } from '@braggsim/formula/graph';
import { expect, test } from 'vitest';
import { builtinTerm, corrected } from './cube.fixture';
import { buildPlan } from './plan';

/** Text that computes a term of a plan, where inputs and constants are variables of their own names. */
async function shaderOf({ id, constants, specialization }: TermPlan): Promise<string> {
  const { formula } = (await builtinTerm(id)) as Term<'shape'>;
  const g = graph('single');
  const input = (name: string) => g.input(name, loops('pixel'));
  const x = Object.fromEntries(Object.keys(INPUTS).map((name) => [name, input(name)])) as InputValues<Node>;
  const lifted = Object.entries(constants).map(([name, value]) => [
    name,
    typeof value === 'number' ? input(name) : value.map((_, i) => input(`${name}${i}`)),
  ]);
  const [value] = simplify(g, [formula(calculator(g), x, Object.fromEntries(lifted), specialization)]) as [Node];
  const { inputs, uses } = schedule([{ name: 'pixel', loops: loops('pixel') }], [{ node: value, at: 'pixel' }]);
  const code = shaderCode();
  const emitter = wgslEmitter(code, uses);
  for (const { node } of inputs) emitter.provide(node, node.name);
  code.line(`return ${emitter.emit(value)};`);
  return code.text();
}

const fixedPlan = async (experiment: Experiment, inputs?: SimulationInputs) =>
  (await buildPlan(corrected(experiment), inputs)).plan.fixed;

const shapeText = async (shape: string, cells: readonly number[] = [5, 6, 20]) => {
  const crystal = { shape, cells } as NonNullable<Experiment['crystal']>;
  return shaderOf((await fixedPlan({ crystal })).shape);
};

const reflections = {
  count: 2,
  h: Int32Array.of(-2, 3),
  k: Int32Array.of(-2, 3),
  l: Int32Array.of(-2, 3),
  F: Float64Array.of(1, 2),
  min: [-2, -2, -2],
  max: [3, 3, 3],
} as const;
const structureText = async (interpolation: 'nearest' | 'tricubic') => {
  const structureFactors = { file: 'x.hkl', default: 0, interpolation };
  return shaderOf((await fixedPlan({ structureFactors }, { reflections })).structure);
};

test('shape square', async () => {
  expect(await shapeText('square')).toMatchInlineSnapshot(`
    "let v0 = dh;
    let v1 = v0 * v0;
    let v2 = (((((((((((v1 * 13.05922f) + (-51.936626f)) * v1) + 120.33566f) * v1) + (-170.90033f)) * v1) + 129.87823f) * v1) + (-39.47841f)) * v1) + 2.5f;
    let v3 = (v2 * v2) + (-1.25f);
    let v4 = dk;
    let v5 = 0.5f - abs(v4);
    let v6 = v5 * v5;
    let v7 = v4 * v4;
    let v8 = (((((((((((v7 * 13.05922f) + (-51.936626f)) * v7) + 120.33566f) * v7) + (-170.90033f)) * v7) + 129.87823f) * v7) + (-39.47841f)) * v7) + 2f;
    let v9 = (v5 * ((((((((v6 * 0.07756039f) + (-0.5982421f)) * v6) + 2.5500698f) * v6) + (-5.16771f)) * v6) + 3.1415927f)) * ((v8 * v8) + (-1f));
    let v10 = dl;
    let v11 = select(v10 + 1e-12f, vec4f(1e-12f), v10 == vec4f());
    let v12 = v11 * cells2;
    let v13 = v12 - round(v12);
    let v14 = v13 * v13;
    let v15 = v11 * v11;
    let v16 = (v13 * ((((((((v14 * 0.07756039f) + (-0.5982421f)) * v14) + 2.5500698f) * v14) + (-5.16771f)) * v14) + 3.1415927f)) / (v11 * ((((((((v15 * 0.07756039f) + (-0.5982421f)) * v15) + 2.5500698f) * v15) + (-5.16771f)) * v15) + 3.1415927f));
    return (((v3 * v3) * ((v9 * v9) * 4f)) * (v16 * v16));
    "
  `);
});
test('shape round', async () => {
  expect(await shapeText('round')).toMatchInlineSnapshot(`
    "let v0 = dh;
    let v1 = dk;
    let v2 = dl;
    let v3 = ((form0 * (v0 * v0)) + (form1 * (v1 * v1))) + (form2 * (v2 * v2));
    let v4 = min(v3, vec4f(0.25f));
    let v5 = sqrt(max(v3, vec4f(0.25f)));
    let v6 = round(v5);
    let v7 = 1f - (abs((v6 - (round((v6 * 0.5f)) * 2f))) * 2f);
    let v8 = v5 - v6;
    let v9 = v8 * v8;
    let v10 = v5 * 3.1415927f;
    let v11 = v8 * 0.5f;
    let v12 = v11 * v11;
    let v13 = v11 * ((((((((v12 * 0.07756039f) + (-0.5982421f)) * v12) + 2.5500698f) * v12) + (-5.16771f)) * v12) + 3.1415927f);
    let v14 = select(((((v7 * (v8 * ((((((((v9 * 0.07756039f) + (-0.5982421f)) * v9) + 2.5500698f) * v9) + (-5.16771f)) * v9) + 3.1415927f))) - (v10 * (v7 * (1f - ((v13 * v13) * 2f))))) * 3f) / ((v10 * v10) * v10)), ((((((((((((v4 * 0.000029685758f) + (-0.0005414033f)) * v4) + 0.007131231f) * v4) + (-0.06358394f)) * v4) + 0.3478896f) * v4) + (-0.9869604f)) * v4) + 1f), v3 < vec4f(0.25f));
    return (peak * (v14 * v14));
    "
  `);
});
test('shape gauss', async () => {
  expect(await shapeText('gauss')).toMatchInlineSnapshot(`
    "let v0 = dh;
    let v1 = dk;
    let v2 = dl;
    let v3 = max((-((((v0 * (((form0 * v0) + (form3 * v1)) + (form4 * v2))) + (v1 * ((form1 * v1) + (form5 * v2)))) + ((form2 * v2) * v2)) * 1.442695f)), vec4f((-126f)));
    let v4 = round(v3);
    let v5 = v3 - v4;
    return (peak * (((((((((((((v5 * 0.0001540353f) + 0.0013333558f) * v5) + 0.009618129f) * v5) + 0.05550411f) * v5) + 0.2402265f) * v5) + 0.6931472f) * v5) + 1f) * bitcast<vec4f>((vec4i(v4) + 127) << vec4u(23u))));
    "
  `);
});
test('shape tophat', async () => {
  expect(await shapeText('tophat')).toMatchInlineSnapshot(`
    "let v0 = dh;
    let v1 = dk;
    let v2 = dl;
    return select(vec4f(0f), peak, (((v0 * (((form0 * v0) + (form3 * v1)) + (form4 * v2))) + (v1 * ((form1 * v1) + (form5 * v2)))) + ((form2 * v2) * v2)) < vec4f(0.3969f));
    "
  `);
});
test('shape gauss-hkl', async () => {
  expect(await shapeText('gauss-hkl')).toMatchInlineSnapshot(`
    "let v0 = dh;
    let v1 = dk;
    let v2 = dl;
    let v3 = max((-((((form0 * (v0 * v0)) + (form1 * (v1 * v1))) + (form2 * (v2 * v2))) * 1.442695f)), vec4f((-126f)));
    let v4 = round(v3);
    let v5 = v3 - v4;
    return (peak * (((((((((((((v5 * 0.0001540353f) + 0.0013333558f) * v5) + 0.009618129f) * v5) + 0.05550411f) * v5) + 0.2402265f) * v5) + 0.6931472f) * v5) + 1f) * bitcast<vec4f>((vec4i(v4) + 127) << vec4u(23u))));
    "
  `);
});
test('shape tophat-hkl', async () => {
  expect(await shapeText('tophat-hkl')).toMatchInlineSnapshot(`
    "let v0 = dh;
    let v1 = dk;
    let v2 = dl;
    return select(vec4f(0f), peak, (((form0 * (v0 * v0)) + (form1 * (v1 * v1))) + (form2 * (v2 * v2))) < vec4f(0.3969f));
    "
  `);
});

test('structure uniform', async () => {
  expect(await shaderOf((await fixedPlan({})).structure)).toMatchInlineSnapshot(`
    "let v0 = amplitude;
    return (v0 * v0);
    "
  `);
});
test('structure nearest', async () => {
  expect(await structureText('nearest')).toMatchInlineSnapshot(`
    "let v0 = h0;
    let v1 = k0;
    let v2 = l0;
    let v3 = vec4f(lookup_structureFactors(v0.x, v1.x, v2.x), lookup_structureFactors(v0.y, v1.y, v2.y), lookup_structureFactors(v0.z, v1.z, v2.z), lookup_structureFactors(v0.w, v1.w, v2.w));
    return (v3 * v3);
    "
  `);
});
test('structure tricubic', async () => {
  expect(await structureText('tricubic')).toMatchInlineSnapshot(`
    "let v0 = h0;
    let v1 = dh;
    let v2 = k0;
    let v3 = dk;
    let v4 = l0;
    let v5 = dl;
    let v6 = floor(v1);
    let v7 = (v0 + v6) + (-1f);
    let v8 = floor(v3);
    let v9 = (v2 + v8) + (-1f);
    let v10 = floor(v5);
    let v11 = (v4 + v10) + (-1f);
    let v12 = v1 - v6;
    let v13 = ((((v12 * (-0.16666667f)) + 0.5f) * v12) + (-0.33333334f)) * v12;
    let v14 = (((((v12 * 0.5f) + (-1f)) * v12) + (-0.5f)) * v12) + 1f;
    let v15 = ((((v12 * (-0.5f)) + 0.5f) * v12) + 1f) * v12;
    let v16 = (((v12 * 0.16666667f) * v12) + (-0.16666667f)) * v12;
    let v17 = v3 - v8;
    let v18 = ((((v17 * (-0.16666667f)) + 0.5f) * v17) + (-0.33333334f)) * v17;
    let v19 = (((((v17 * 0.5f) + (-1f)) * v17) + (-0.5f)) * v17) + 1f;
    let v20 = ((((v17 * (-0.5f)) + 0.5f) * v17) + 1f) * v17;
    let v21 = (((v17 * 0.16666667f) * v17) + (-0.16666667f)) * v17;
    let v22 = v5 - v10;
    let v23 = ((((v22 * (-0.16666667f)) + 0.5f) * v22) + (-0.33333334f)) * v22;
    let v24 = (((((v22 * 0.5f) + (-1f)) * v22) + (-0.5f)) * v22) + 1f;
    let v25 = ((((v22 * (-0.5f)) + 0.5f) * v22) + 1f) * v22;
    let v26 = (((v22 * 0.16666667f) * v22) + (-0.16666667f)) * v22;
    let v27 = select(vec4f(stencil_structureFactors(v7.x, v9.x, v11.x, vec4f(v13.x, v14.x, v15.x, v16.x), vec4f(v18.x, v19.x, v20.x, v21.x), vec4f(v23.x, v24.x, v25.x, v26.x)), stencil_structureFactors(v7.y, v9.y, v11.y, vec4f(v13.y, v14.y, v15.y, v16.y), vec4f(v18.y, v19.y, v20.y, v21.y), vec4f(v23.y, v24.y, v25.y, v26.y)), stencil_structureFactors(v7.z, v9.z, v11.z, vec4f(v13.z, v14.z, v15.z, v16.z), vec4f(v18.z, v19.z, v20.z, v21.z), vec4f(v23.z, v24.z, v25.z, v26.z)), stencil_structureFactors(v7.w, v9.w, v11.w, vec4f(v13.w, v14.w, v15.w, v16.w), vec4f(v18.w, v19.w, v20.w, v21.w), vec4f(v23.w, v24.w, v25.w, v26.w))), vec4f(lookup_structureFactors(v0.x, v2.x, v4.x), lookup_structureFactors(v0.y, v2.y, v4.y), lookup_structureFactors(v0.z, v2.z, v4.z), lookup_structureFactors(v0.w, v2.w, v4.w)), vec4f(0f) < max(max((-(v0 + v1)), ((v0 + (-1f)) + v1)), max(max((-(v2 + v3)), ((v2 + (-1f)) + v3)), max((-(v4 + v5)), ((v4 + (-1f)) + v5)))));
    return (v27 * v27);
    "
  `);
});

const factorText = async (id: string, experiment: Experiment = {}) => {
  const { factors } = await fixedPlan(experiment);
  return shaderOf(factors.find((factor) => factor.id === id) as TermPlan);
};

test('factor polarization', async () => {
  expect(await factorText('polarization')).toMatchInlineSnapshot(`
    "let v0 = cosTwoTheta;
    return (((v0 * v0) + 1f) * 0.5f);
    "
  `);
});
test('factor solidAngle', async () => {
  expect(await factorText('solidAngle')).toMatchInlineSnapshot(`
    "let v0 = 1f / range;
    let v1 = pixelSize * v0;
    return (((v1 * v1) * normalDistance) * v0);
    "
  `);
});
test('factor captureFraction', async () => {
  const sensor = { thicknessUm: 320, absorptionDepthUm: 450, layers: 2 };
  expect(await factorText('captureFraction', { detector: { sensor } })).toMatchInlineSnapshot(`
    "let v0 = cosIncidence;
    let v1 = depthOfLayer / max(v0, vec4f(1e-30f));
    let v2 = max((-((layer * v1) * 1.442695f)), vec4f((-126f)));
    let v3 = round(v2);
    let v4 = v2 - v3;
    let v5 = min(v1, vec4f(0.25f));
    let v6 = max((-(v1 * 1.442695f)), vec4f((-126f)));
    let v7 = round(v6);
    let v8 = v6 - v7;
    return select(vec4f(0f), ((((((((((((((v4 * 0.0001540353f) + 0.0013333558f) * v4) + 0.009618129f) * v4) + 0.05550411f) * v4) + 0.2402265f) * v4) + 0.6931472f) * v4) + 1f) * bitcast<vec4f>((vec4i(v3) + 127) << vec4u(23u))) * select((1f - (((((((((((((v8 * 0.0001540353f) + 0.0013333558f) * v8) + 0.009618129f) * v8) + 0.05550411f) * v8) + 0.2402265f) * v8) + 0.6931472f) * v8) + 1f) * bitcast<vec4f>((vec4i(v7) + 127) << vec4u(23u)))), (v5 * ((((((((((((((((((((((v5 * (-2.0876756e-9f)) + 2.5052108e-8f) * v5) + (-2.755732e-7f)) * v5) + 0.0000027557319f) * v5) + (-0.000024801588f)) * v5) + 0.0001984127f) * v5) + (-0.0013888889f)) * v5) + 0.008333334f) * v5) + (-0.041666668f)) * v5) + 0.16666667f) * v5) + (-0.5f)) * v5) + 1f)), v1 < vec4f(0.25f))), vec4f(0f) < v0);
    "
  `);
});
