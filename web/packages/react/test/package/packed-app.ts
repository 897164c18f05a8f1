import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
const modules = fileURLToPath(new URL('../../../../node_modules', import.meta.url));

/**
 * The dependencies of an application besides the package, linked from the workspace, so that no network is
 * needed.
 */
const neighbours = [
  'react',
  'react-dom',
  'scheduler',
  'marked',
  'remend',
  '@types/react',
  'csstype',
  'highlight.js',
  'katex',
];

/** An application in a separate folder that has installed the packed package. */
export class PackedApp {
  private constructor(
    readonly folder: string,
    readonly tarball: Uint8Array,
  ) {}

  /** Builds the package, packs it, and unpacks it into a new application. */
  static async create(): Promise<PackedApp> {
    const folder = await mkdtemp(join(tmpdir(), 'firstword-packed-'));
    await run(process.execPath, ['build.mjs'], { cwd: packageFolder });
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: packageFolder,
    });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    const file = join(folder, packed?.filename ?? '');
    const installed = join(folder, 'node_modules/@firstword/react');
    await mkdir(installed, { recursive: true });
    await run('tar', ['-xzf', file, '-C', installed, '--strip-components=1']);
    for (const name of neighbours) {
      const link = join(folder, 'node_modules', name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(join(modules, name), link);
    }
    const app = new PackedApp(folder, await readFile(file));
    await app.write('package.json', '{ "name": "app", "type": "module" }');
    return app;
  }

  /** The path of a file of the installed package. */
  installed(path: string): string {
    return join(this.folder, 'node_modules/@firstword/react', path);
  }

  async write(path: string, text: string): Promise<string> {
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  }

  /** Runs a program of the application in Node, and returns its output. */
  async node(path: string): Promise<string> {
    const { stdout } = await run(process.execPath, [path], { cwd: this.folder });
    return stdout;
  }

  /** Type-checks files like an application in strict mode, and returns the compiler's output. */
  async typeCheck(files: readonly string[], options: object): Promise<string> {
    await this.write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: {
          strict: true,
          exactOptionalPropertyTypes: true,
          noEmit: true,
          jsx: 'react-jsx',
          target: 'ES2022',
          lib: ['ES2022', 'DOM', 'DOM.Iterable'],
          types: [],
          ...options,
        },
        files,
      }),
    );
    try {
      await run(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', '.'], {
        cwd: this.folder,
      });
      return '';
    } catch (failure) {
      return (failure as { stdout: string }).stdout;
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
