import type { VitalsRecord } from './vitals-record.js';

/** Records beyond this number are dropped, oldest first. */
const maxRecords = 4;

/** Stores the records of turns that were unfinished when the page was left, so that a reload resumes them. */
export class VitalsStore {
  private readonly name: string;

  /** @param baseUrl the server whose turns they are */
  constructor(baseUrl: string) {
    this.name = `firstword.vitals${baseUrl}`;
  }

  put(record: VitalsRecord): void {
    this.write([...this.read().filter(({ key }) => key !== record.key), record].slice(-maxRecords));
  }

  /** Removes the record of a turn and returns it. */
  take(matches: (record: VitalsRecord) => boolean): VitalsRecord | undefined {
    const records = this.read();
    const found = records.find(matches);
    if (found !== undefined) this.write(records.filter((record) => record !== found));
    return found;
  }

  private read(): readonly VitalsRecord[] {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(this.name) ?? '[]');
      return Array.isArray(kept) ? kept.filter(isRecord) : [];
    } catch {
      // If the store is disabled or contains something else, measuring ends with a reload.
      return [];
    }
  }

  private write(records: readonly VitalsRecord[]): void {
    try {
      sessionStorage.setItem(this.name, JSON.stringify(records));
    } catch {
      // See read.
    }
  }
}

function isRecord(value: unknown): value is VitalsRecord {
  const record = value as Partial<VitalsRecord> | null;
  return typeof record?.key === 'string' && typeof record.clickedAtMs === 'number';
}
