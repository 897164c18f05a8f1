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
const startLimitMs = 300_000;
const stopLimitMs = 15_000;

/** How long the chat profile waits, as the configuration writes durations; absent: its defaults. */
export interface ProfileTimes {
  readonly notice_after?: string;
  readonly mid_answer_notice_after?: string;
  readonly first_token_timeout?: string;
  readonly idle_timeout?: string;
  readonly disconnect_grace?: string;
}

/** What a server says of itself once it is ready. */
interface Started {
  readonly url: string;
  readonly simulatorUrl: string;
  readonly said: readonly string[];
}

/** The real server with the simulator beside it, on a port and in a folder of its own. */
export class Firstword {
  private constructor(
    readonly url: string,
    public simulator: Simulator,
    private process: ChildProcess,
    private readonly folder: string,
    /** The lines that it printed until it was ready. */
    readonly said: readonly string[],
  ) {}

  /**
   * Starts a server and waits until it is ready. It asks no second model beside a slow one: tests
   * count calls to see what the page has caused.
   */
  static async start(times: ProfileTimes = {}): Promise<Firstword> {
    return Firstword.startWith({ profiles: { chat: times }, routing: { hedge: { rate: 0 } } });
  }

  /** Starts a server with these settings, as the configuration file would have them. */
  static async startWith(settings: object): Promise<Firstword> {
    return Firstword.startIn(await mkdtemp(join(tmpdir(), 'firstword-')), settings);
  }

  /** Starts a server whose phases and simulated models the page may slow down. */
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
    const { process: server, url, simulatorUrl, said } = await serve(folder, 0, options);
    return new Firstword(url, new Simulator(simulatorUrl), server, folder, said);
  }

  /** Starts a server that asks for keys, and makes one for a user. */
  static async startWithKey(): Promise<{ server: Firstword; key: string }> {
    const folder = await mkdtemp(join(tmpdir(), 'firstword-'));
    const data = join(folder, 'data');
    const { stdout } = await promisify(execFile)(
      launcher,
      ['keys', 'add', '--tenant', 'acme', '--user', 'ada', '--data', data],
      { timeout: startLimitMs },
    );
    const key = /fw_\S+/.exec(stdout)?.[0];
    if (key === undefined) {
      throw new Error(`No key was made: ${stdout}`);
    }
    return { server: await Firstword.startIn(folder, {}), key };
  }

  /** Starts a server that asks the models of a simulator at this address, with these settings of its chat. */
  static async startBefore(
    modelsUrl: string,
    simulator: Simulator,
    chat: object = {},
  ): Promise<Firstword> {
    const folder = await mkdtemp(join(tmpdir(), 'firstword-'));
    await writeSettings(folder, {
      providers: [
        { name: 'simulator', dialect: 'anthropic', base_url: modelsUrl, api_key: 'simulated' },
      ],
      profiles: { chat },
      routing: { hedge: { rate: 0 } },
    });
    const { process: server, url, said } = await serve(folder, 0);
    return new Firstword(url, simulator, server, folder, said);
  }

  /** Ends the server as a failure of its machine would. */
  async kill(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }

  /** Starts it again where it was, with what it had kept. */
  async restart(): Promise<void> {
    this.process = (await serve(this.folder, Number(new URL(this.url).port))).process;
  }

  /** Ends it as who runs it does, changes its settings, and starts it where it was. */
  async restartWith(settings: object): Promise<void> {
    await this.end();
    await writeSettings(this.folder, settings);
    const started = await serve(this.folder, Number(new URL(this.url).port));
    this.process = started.process;
    this.simulator = new Simulator(started.simulatorUrl);
  }

  /** Ends the server by its own process, and waits for it. */
  async stop(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async end(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      const force = setTimeout(() => this.process.kill('SIGKILL'), stopLimitMs);
      await ended;
      clearTimeout(force);
    }
  }

  /** Sends a document to the server's interface. */
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

  /** Reads a document of the server's interface. */
  async read<Document>(path: string): Promise<Document> {
    const response = await fetch(this.url + path);
    if (!response.ok) {
      throw new Error(`${path} answered ${String(response.status)}.`);
    }
    return (await response.json()) as Document;
  }
}

const configurationIn = (folder: string): string => join(folder, 'firstword.yml');

async function writeSettings(folder: string, settings: object): Promise<void> {
  // JSON is YAML.
  await writeFile(configurationIn(folder), JSON.stringify(settings));
}

/** Runs the server on what a folder has, and waits until it is ready; port 0 is one that is free. */
async function serve(
  folder: string,
  port: number,
  options: readonly string[] = [],
): Promise<Started & { process: ChildProcess }> {
  const data = join(folder, 'data');
  const server = spawn(
    launcher,
    [
      'serve',
      ...['--port', String(port)],
      ...['--data', data],
      ...['--config', configurationIn(folder)],
      ...options,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ANTHROPIC_API_KEY: '' } },
  );
  return { process: server, ...(await ready(server)) };
}

function ready(server: ChildProcess): Promise<Started> {
  return new Promise((resolve, reject) => {
    let simulatorUrl = '';
    const said: string[] = [];
    const limit = setTimeout(() => {
      server.kill('SIGKILL');
      reject(new Error(`Firstword was not ready in time. It said:\n${said.join('\n')}`));
    }, startLimitMs);
    server.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`Firstword ended with ${String(code)}. It said:\n${said.join('\n')}`));
    });
    const listen = (line: string): void => {
      said.push(line);
      simulatorUrl = /^Simulated models at (\S+)/.exec(line)?.[1] ?? simulatorUrl;
      const url = /^Firstword is listening on (\S+)/.exec(line)?.[1];
      if (url !== undefined) {
        clearTimeout(limit);
        server.removeAllListeners('exit');
        // What it says later is about those who use it.
        resolve({ url, simulatorUrl, said: [...said] });
      }
    };
    for (const stream of [server.stdout, server.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', listen);
    }
  });
}
