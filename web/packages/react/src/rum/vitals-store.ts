import type { VitalsRecord } from './vitals-record.js';

/** A tab that was left in so many turns does not come back to the oldest. */
const maxRecords = 4;

/** The records of turns that this tab was left in before their end: a reload takes them up. */
export class VitalsStore {
  private readonly name: string;

  /** @param baseUrl of the server whose turns they are */
  constructor(baseUrl: string) {
    this.name = `firstword.vitals${baseUrl}`;
  }

  put(record: VitalsRecord): void {
    this.write([...this.read().filter(({ key }) => key !== record.key), record].slice(-maxRecords));
  }

  /** The record of a turn, once. */
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
      // A store that is forbidden or holds something else: a reload is then where the measuring ends.
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
