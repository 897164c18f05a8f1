import { ConnectionLostError, ProblemError } from '@firstword/react/client';

import { strings } from '../shared/strings.js';
import { mediaTypeOf, maxDocumentBytes } from './document-records.js';
import type { Upload } from './upload.js';

/** An upload in progress, or one that failed. */
export interface UploadView {
  readonly key: number;
  readonly name: string;
  /** The share that has been sent, from 0 to 1. At 1 the server is reading the file. */
  readonly progress: number;
  /** Why the upload failed, as a message for the user; absent while it is in progress. */
  readonly failure: string | undefined;
  /** Whether sending the same file again may succeed. */
  readonly retryable: boolean;
}

/** A snapshot of the queue; a new object after each change. */
export interface UploadState {
  readonly uploads: readonly UploadView[];
  /** The number of files that the server has accepted. */
  readonly acceptedCount: number;
}

const maxConcurrentUploads = 2;

/** Uploads files to the server in order, two at a time. */
export class UploadQueue {
  private state: UploadState = { uploads: [], acceptedCount: 0 };
  private readonly listeners = new Set<() => void>();
  private readonly files = new Map<number, File>();
  private readonly running = new Map<number, AbortController>();
  private waiting: readonly number[] = [];
  private lastKey = 0;

  constructor(
    private readonly upload: Upload,
    private readonly headers: () => Readonly<Record<string, string>>,
  ) {}

  readonly snapshot = (): UploadState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  add(files: readonly File[]): void {
    for (const file of files) {
      this.lastKey += 1;
      const key = this.lastKey;
      this.files.set(key, file);
      const failure = rejectionOf(file);
      const retryable = failure === undefined;
      const added = { key, name: file.name, progress: 0, failure, retryable };
      this.notify({ uploads: [...this.state.uploads, added] });
      if (retryable) this.waiting = [...this.waiting, key];
    }
    this.startNext();
  }

  /** Retries a failed upload. */
  retry(key: number): void {
    this.update(key, { failure: undefined, progress: 0 });
    this.waiting = [...this.waiting, key];
    this.startNext();
  }

  /** Cancels an upload, or dismisses a failed one. */
  remove(key: number): void {
    this.waiting = this.waiting.filter((other) => other !== key);
    this.running.get(key)?.abort();
    this.removeEntry(key);
  }

  private startNext(): void {
    while (this.running.size < maxConcurrentUploads) {
      const [key, ...rest] = this.waiting;
      const file = key === undefined ? undefined : this.files.get(key);
      if (key === undefined || file === undefined) return;
      this.waiting = rest;
      void this.send(key, file);
    }
  }

  private async send(key: number, file: File): Promise<void> {
    const controller = new AbortController();
    this.running.set(key, controller);
    try {
      await this.upload(file, {
        headers: this.headers(),
        mediaType: mediaTypeOf(file.name) ?? '',
        signal: controller.signal,
        onProgress: (progress) => {
          this.update(key, { progress });
        },
      });
      this.removeEntry(key);
      this.notify({ acceptedCount: this.state.acceptedCount + 1 });
    } catch (thrown) {
      if (!controller.signal.aborted) this.update(key, failureOf(thrown));
    } finally {
      this.running.delete(key);
      this.startNext();
    }
  }

  private update(key: number, changed: Partial<UploadView>): void {
    this.notify({
      uploads: this.state.uploads.map((each) =>
        each.key === key ? { ...each, ...changed } : each,
      ),
    });
  }

  private removeEntry(key: number): void {
    this.files.delete(key);
    this.notify({ uploads: this.state.uploads.filter((each) => each.key !== key) });
  }

  private notify(changed: Partial<UploadState>): void {
    this.state = { ...this.state, ...changed };
    this.listeners.forEach((listener) => {
      listener();
    });
  }
}

/** Why a file cannot be accepted, before it is sent. */
function rejectionOf({ name, size }: File): string | undefined {
  if (mediaTypeOf(name) === undefined) return strings.documents.unreadable;
  if (size === 0) return strings.documents.emptyFile;
  return size > maxDocumentBytes ? strings.documents.tooLarge : undefined;
}

function failureOf(thrown: unknown): Pick<UploadView, 'failure' | 'retryable'> {
  if (thrown instanceof ProblemError) {
    return { failure: thrown.detail, retryable: thrown.status >= 429 };
  }
  if (thrown instanceof ConnectionLostError) {
    return { failure: strings.documents.lost, retryable: true };
  }
  return { failure: strings.documents.failed, retryable: true };
}
