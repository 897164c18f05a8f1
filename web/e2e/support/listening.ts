import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const startLimitMs = 60_000;
const stopLimitMs = 10_000;

/** A program beside the tests that says where it listens. */
export class Listening {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
  ) {}

  /** Starts it, and waits for the first address that it prints. */
  static async start(
    command: string,
    args: readonly string[],
    options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
  ): Promise<Listening> {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
    });
    const url = await new Promise<string>((resolve, reject) => {
      const limit = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`${command} ${args.join(' ')} did not listen in time.`));
      }, startLimitMs);
      child.once('exit', () => {
        clearTimeout(limit);
        reject(new Error(`${command} ${args.join(' ')} ended before it listened.`));
      });
      createInterface({ input: child.stdout }).on('line', (line) => {
        const address = /http:\/\/\S+/.exec(line)?.[0];
        if (address === undefined) return;
        clearTimeout(limit);
        child.removeAllListeners('exit');
        resolve(address);
      });
    });
    return new Listening(url, child);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    const force = setTimeout(() => this.process.kill('SIGKILL'), stopLimitMs);
    await ended;
    clearTimeout(force);
  }
}
