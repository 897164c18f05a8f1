import { createClient, type FirstwordClient, type NumberedEvent } from '../../src/client/index.js';
import {
  type PaintClock,
  type Vitals,
  withVitals,
  type VitalsOptions,
} from '../../src/rum/index.js';
import { fakeEnvironment } from './fake-environment.js';
import { FakeServer } from './fake-server.js';
import { settled } from './manual-clock.js';

/** A page with a form, a transcript and a measured client, painted on command of a test. */
export class FakeScreen {
  readonly server = new FakeServer();
  readonly told: Vitals[] = [];
  readonly bytes: number[] = [];
  reloaded = false;
  private readonly baseUrl = `/${crypto.randomUUID()}`;
  private nowMs = 1_000_000;
  private painting: (() => void)[] = [];
  private client: FirstwordClient;

  constructor(private readonly options: VitalsOptions = {}) {
    document.body.innerHTML = `
      <main></main>
      <form><textarea></textarea><button type="submit">Send</button></form>
      <button type="button" id="other">Other</button>`;
    document.querySelector('form')?.addEventListener('submit', (event) => {
      event.preventDefault();
    });
    Object.defineProperty(navigator, 'sendBeacon', {
      configurable: true,
      value: (url: string, body: string) => {
        // Listeners of earlier tests remain, and respond when this page is left.
        if (!url.startsWith(this.baseUrl)) return true;
        this.told.push(JSON.parse(body) as Vitals);
        this.bytes.push(new TextEncoder().encode(body).length);
        return true;
      },
    });
    this.client = this.open();
  }

  /** A program on a fresh page of the same tab. */
  open(): FirstwordClient {
    const time: PaintClock = {
      now: () => this.nowMs,
      timeOf: () => this.nowMs,
      afterPaint: (callback) => {
        this.painting.push(callback);
      },
      wasReloaded: () => this.reloaded,
    };
    const client = createClient({ environment: fakeEnvironment(this.server) });
    this.client = withVitals(client, { ...this.options, baseUrl: this.baseUrl, clock: time });
    return this.client;
  }

  /** The records that a reload would resume. */
  get kept(): string | null {
    return sessionStorage.getItem(`firstword.vitals${this.baseUrl}`);
  }

  /** Whether a frame is requested. */
  get awaitsPaint(): boolean {
    return this.painting.length > 0;
  }

  passes(durationMs: number): void {
    this.nowMs += durationMs;
  }

  /** Presses the form's button as a user does. */
  press(): void {
    document.querySelector<HTMLButtonElement>('form button')?.click();
  }

  /** Starts a turn and reads it to its end, ignoring a failure. */
  ask(message: string, key = 'key', signal?: AbortSignal): void {
    void this.readAll(this.client.start({ message }, { idempotencyKey: key, signal }));
  }

  follow(turnId: string): void {
    void this.readAll(this.client.follow(turnId));
  }

  show(html: string): void {
    document.querySelector('main')?.insertAdjacentHTML('beforeend', html);
  }

  /** Flushes microtasks, then paints a frame. */
  async paint(): Promise<void> {
    await settled();
    const due = this.painting;
    this.painting = [];
    for (const callback of due) callback();
    await settled();
  }

  hide(hidden: boolean): void {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event('visibilitychange'));
  }

  leave(): void {
    window.dispatchEvent(new Event('pagehide'));
  }

  private async readAll(events: AsyncGenerator<NumberedEvent>): Promise<void> {
    try {
      for await (const { event: _event } of events);
    } catch {
      // How reading ends is up to the client.
    }
  }
}
