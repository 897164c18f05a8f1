// Compiles the package file by file, so that a bundler drops what an application does not import, and copies
// the style sheet next to the compiled files.
import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

rmSync(here('dist'), { recursive: true, force: true });
const compiled = spawnSync(process.execPath, [compiler, '-p', here('tsconfig.build.json')], {
  stdio: 'inherit',
});
if (compiled.status !== 0) {
  process.exit(compiled.status ?? 1);
}
copyFileSync(here('src/styles.css'), here('dist/styles.css'));
