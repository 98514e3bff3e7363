import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unpackChromium } from '@braggsim/kernel-gpu/node';
import type { LaunchOptions } from 'playwright-core';

/** Flags of Chromium for WebGPU and drawing on a software driver. */
const FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--use-angle=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
];

/** Options that launch a browser, or the reason why none is available. */
export type FoundChromium = { readonly launch: LaunchOptions } | { readonly problem: string };

/** Returns the error of a program that does not start; undefined if it starts. */
function startProblem(program: string, env: NodeJS.ProcessEnv): string | undefined {
  const { error, status, stderr } = spawnSync(program, ['--version'], { env, encoding: 'utf8' });
  return error || status !== 0 ? (error?.message ?? stderr.trim()) : undefined;
}

/** Unpacks Chromium from the npm package. Libraries of the system are preferred, since those of the package need a C library of 2021. */
async function packedChromium(): Promise<FoundChromium> {
  const folder = await unpackChromium('chromium', [
    'chromium.br',
    'swiftshader.tar.br',
    'al2023.tar.br',
    'fonts.tar.br',
  ]);
  if (!folder) {
    return { problem: `no Chromium for ${process.platform} on ${process.arch} is installed; name one in CHROME_PATH` };
  }
  const fonts = join(folder, 'fonts.conf');
  writeFileSync(fonts, `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>\n`);
  const executablePath = join(folder, 'chromium');
  const problems: string[] = [];
  for (const libraries of [[folder], [folder, join(folder, 'lib')]]) {
    const env = {
      ...process.env,
      FONTCONFIG_FILE: fonts,
      LD_LIBRARY_PATH: libraries.join(':'),
      VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'),
    };
    const problem = startProblem(executablePath, env);
    if (!problem) return { launch: { executablePath, env, args: FLAGS } };
    problems.push(problem);
  }
  return { problem: `Chromium does not start: ${[...new Set(problems)].join('; ')}` };
}

/** Finds the browser of CHROME_PATH, or the one of the npm package. */
export async function findChromium(): Promise<FoundChromium> {
  const { CHROME_PATH: executablePath } = process.env;
  if (!executablePath) return packedChromium();
  const problem = startProblem(executablePath, process.env);
  if (problem) return { problem: `Chromium of CHROME_PATH does not start: ${problem}` };
  return { launch: { executablePath, args: FLAGS } };
}
