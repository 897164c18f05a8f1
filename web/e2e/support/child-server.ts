import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const startTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;

/** A child process that prints the URL it listens on. */
export class ChildServer {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
  ) {}

  /** Starts it, and waits for the first URL that it prints. */
  static async start(
    command: string,
    args: readonly string[],
    options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
  ): Promise<ChildServer> {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
    });
    const url = await new Promise<string>((resolve, reject) => {
      const limit = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`${command} ${args.join(' ')} did not listen in time.`));
      }, startTimeoutMs);
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
    return new ChildServer(url, child);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    const force = setTimeout(() => this.process.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(force);
  }
}
