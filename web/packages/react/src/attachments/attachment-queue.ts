import type { AttachmentPart, Release } from '../client/index.js';
import { type AttachmentLimits, type AttachmentProblem, problemOf } from './limits.js';
import { readFile, type ReadFile } from './read-file.js';

/** A file of the message that is being written. */
export interface AttachedFile {
  readonly key: string;
  readonly file: File;
  /** The share that has been read, from 0 to 1. */
  readonly progress: number;
  /** Present once it has been read. */
  readonly part?: AttachmentPart;
}

/** A snapshot of the files. */
export interface AttachmentsView {
  /** In the order in which they were added. */
  readonly files: readonly AttachedFile[];
  /** Why files of the newest attempt were refused. */
  readonly problems: readonly AttachmentProblem[];
}

const empty: AttachmentsView = { files: [], problems: [] };

/** The files of the message that is being written: reads them, and refuses what is beyond the limits. */
export class AttachmentQueue {
  #limits: AttachmentLimits;
  readonly #read: ReadFile;
  #view = empty;
  #keys = 0;
  readonly #reading = new Map<string, AbortController>();
  readonly #listeners = new Set<() => void>();

  constructor(limits: AttachmentLimits, read: ReadFile = readFile) {
    this.#limits = limits;
    this.#read = read;
  }

  readonly snapshot = (): AttachmentsView => this.#view;

  readonly subscribe = (listener: () => void): Release => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Sets the limits on files to come. */
  configure(limits: AttachmentLimits): void {
    this.#limits = limits;
  }

  readonly add = (added: Iterable<File>): void => {
    const problems: AttachmentProblem[] = [];
    let { files } = this.#view;
    const accepted: AttachedFile[] = [];
    for (const file of added) {
      const attached = files.map((each) => each.file);
      const reason = problemOf(file, attached, this.#limits);
      if (reason === undefined) {
        this.#keys += 1;
        const entry = { key: `file-${String(this.#keys)}`, file, progress: 0 };
        accepted.push(entry);
        files = [...files, entry];
      } else {
        problems.push({ reason, name: file.name });
      }
    }
    this.#publish({ files, problems });
    for (const entry of accepted) void this.#start(entry);
  };

  readonly remove = (key: string): void => {
    this.#reading.get(key)?.abort();
    this.#reading.delete(key);
    const files = this.#view.files.filter((each) => each.key !== key);
    this.#publish({ files, problems: [] });
  };

  readonly clear = (): void => {
    for (const controller of this.#reading.values()) controller.abort();
    this.#reading.clear();
    this.#publish(empty);
  };

  async #start({ key, file }: AttachedFile): Promise<void> {
    const controller = new AbortController();
    this.#reading.set(key, controller);
    try {
      const part = await this.#read(file, controller.signal, (progress) => {
        this.#update(key, { progress });
      });
      this.#update(key, { progress: 1, part });
    } catch {
      if (controller.signal.aborted) return;
      const files = this.#view.files.filter((each) => each.key !== key);
      const problem = { reason: 'unreadable', name: file.name } as const;
      this.#publish({ files, problems: [...this.#view.problems, problem] });
    } finally {
      this.#reading.delete(key);
    }
  }

  #update(key: string, change: Partial<AttachedFile>): void {
    const files = this.#view.files.map((each) =>
      each.key === key ? { ...each, ...change } : each,
    );
    this.#publish({ ...this.#view, files });
  }

  #publish(view: AttachmentsView): void {
    this.#view = view;
    for (const listener of this.#listeners) listener();
  }
}
