import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Simulator } from './simulator.js';

const launcher = fileURLToPath(new URL('../../../firstword', import.meta.url));

/** The launcher builds what is out of date before it serves. */
const startTimeoutMs = 300_000;
const stopTimeoutMs = 15_000;

/** The timeouts of the chat profile, as durations of the configuration file; absent: its defaults. */
export interface ProfileTimeouts {
  readonly notice_after?: string;
  readonly mid_answer_notice_after?: string;
  readonly first_token_timeout?: string;
  readonly idle_timeout?: string;
  readonly disconnect_grace?: string;
}

/** What a server prints once it is ready. */
interface ServerInfo {
  readonly url: string;
  readonly simulatorUrl: string;
  readonly output: readonly string[];
}

/** The real server and the simulator, on a port and in a folder of their own. */
export class Firstword {
  private constructor(
    readonly url: string,
    public simulator: Simulator,
    private process: ChildProcess,
    private readonly folder: string,
    /** The lines that it printed until it was ready. */
    readonly output: readonly string[],
  ) {}

  /**
   * Starts a server and waits until it is ready. It does not hedge: tests count the calls that the page has
   * caused.
   */
  static async start(times: ProfileTimeouts = {}): Promise<Firstword> {
    return Firstword.startWith({ profiles: { chat: times }, routing: { hedge: { rate: 0 } } });
  }

  /** Starts a server with settings in the format of the configuration file. */
  static async startWith(settings: object): Promise<Firstword> {
    return Firstword.startIn(await mkdtemp(join(tmpdir(), 'firstword-')), settings);
  }

  /** Starts a server with latency injection, whose phases and simulated models the page can slow down. */
  static async startLab(settings: object = {}): Promise<Firstword> {
    return Firstword.startIn(
      await mkdtemp(join(tmpdir(), 'firstword-')),
      settings,
      '--latency-injection',
    );
  }

  private static async startIn(
    folder: string,
    settings: object,
    ...options: readonly string[]
  ): Promise<Firstword> {
    await writeSettings(folder, settings);
    const { process: server, url, simulatorUrl, output } = await serve(folder, 0, options);
    return new Firstword(url, new Simulator(simulatorUrl), server, folder, output);
  }

  /** Starts a server that requires keys, and creates one for a user. */
  static async startWithKey(settings: object = {}): Promise<{ server: Firstword; key: string }> {
    const folder = await mkdtemp(join(tmpdir(), 'firstword-'));
    const data = join(folder, 'data');
    const { stdout } = await promisify(execFile)(
      launcher,
      ['keys', 'add', '--tenant', 'acme', '--user', 'ada', '--data', data],
      { timeout: startTimeoutMs },
    );
    const key = /fw_\S+/.exec(stdout)?.[0];
    if (key === undefined) {
      throw new Error(`No key was made: ${stdout}`);
    }
    return { server: await Firstword.startIn(folder, settings), key };
  }

  /** Starts a server that uses the models of a simulator at this URL, with settings for its chat profile. */
  static async startWithModels(
    modelsUrl: string,
    simulator: Simulator,
    chat: object = {},
  ): Promise<Firstword> {
    const folder = await mkdtemp(join(tmpdir(), 'firstword-'));
    await writeSettings(folder, {
      providers: [
        { name: 'simulator', dialect: 'anthropic', base_url: modelsUrl, api_key: 'simulated' },
      ],
      models_preset: 'worked_example',
      profiles: { chat },
      routing: { hedge: { rate: 0 } },
    });
    const { process: server, url, output } = await serve(folder, 0);
    return new Firstword(url, simulator, server, folder, output);
  }

  /** Kills the server, like a failure of its machine. */
  async kill(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }

  /** Restarts it on the same port and data. */
  async restart(): Promise<void> {
    this.process = (await serve(this.folder, Number(new URL(this.url).port))).process;
  }

  /** Stops it gracefully, changes its settings, and restarts it on the same port. */
  async restartWith(settings: object): Promise<void> {
    await this.end();
    await writeSettings(this.folder, settings);
    const started = await serve(this.folder, Number(new URL(this.url).port));
    this.process = started.process;
    this.simulator = new Simulator(started.simulatorUrl);
  }

  /** Kills the server's process, and waits for its end. */
  async stop(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async end(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      const force = setTimeout(() => this.process.kill('SIGKILL'), stopTimeoutMs);
      await ended;
      clearTimeout(force);
    }
  }

  /** Uploads a document through the API. */
  async write(method: 'POST' | 'PUT', path: string, body: object): Promise<void> {
    const response = await fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`${path} answered ${String(response.status)}: ${await response.text()}`);
    }
  }

  /** Gets a document through the API. */
  async read<Document>(path: string): Promise<Document> {
    const response = await fetch(this.url + path);
    if (!response.ok) {
      throw new Error(`${path} answered ${String(response.status)}.`);
    }
    return (await response.json()) as Document;
  }
}

const configurationPath = (folder: string): string => join(folder, 'firstword.yml');

async function writeSettings(folder: string, settings: object): Promise<void> {
  // JSON is valid YAML.
  await writeFile(configurationPath(folder), JSON.stringify(settings));
}

/** Runs the server on the data of a folder, and waits until it is ready. Port 0 picks a free one. */
async function serve(
  folder: string,
  port: number,
  options: readonly string[] = [],
): Promise<ServerInfo & { process: ChildProcess }> {
  const data = join(folder, 'data');
  const server = spawn(
    launcher,
    [
      'serve',
      ...['--port', String(port)],
      ...['--data', data],
      ...['--config', configurationPath(folder)],
      ...options,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ANTHROPIC_API_KEY: '' } },
  );
  return { process: server, ...(await waitUntilReady(server)) };
}

function waitUntilReady(server: ChildProcess): Promise<ServerInfo> {
  return new Promise((resolve, reject) => {
    let simulatorUrl = '';
    const output: string[] = [];
    const limit = setTimeout(() => {
      server.kill('SIGKILL');
      reject(new Error(`Firstword was not ready in time. It printed:\n${output.join('\n')}`));
    }, startTimeoutMs);
    server.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`Firstword ended with ${String(code)}. It printed:\n${output.join('\n')}`));
    });
    const listen = (line: string): void => {
      output.push(line);
      simulatorUrl = /^Simulated models at (\S+)/.exec(line)?.[1] ?? simulatorUrl;
      const url = /^Firstword is listening on (\S+)/.exec(line)?.[1];
      if (url !== undefined) {
        clearTimeout(limit);
        server.removeAllListeners('exit');
        // Later output is about its use.
        resolve({ url, simulatorUrl, output: [...output] });
      }
    };
    for (const stream of [server.stdout, server.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', listen);
    }
  });
}
