import { readFile } from 'node:fs/promises';

const document = new URL('../../../../docs/compatible-apis.md', import.meta.url);

/** The tables of clients and cases in the documentation. */
export interface ClientTable {
  /** The rows of the first table. */
  readonly cases: readonly string[];
  /** Why a client cannot express a case; empty if it is tested. */
  reason(client: string, tested: string): string;
}

export async function readClientTable(): Promise<ClientTable> {
  const cells = new Map<string, Map<string, string>>();
  const footnotes = new Map<string, string>();
  let header: readonly string[] = [];
  for (const line of (await readFile(document, 'utf8')).split('\n')) {
    const [first, ...rest] = line.startsWith('|')
      ? line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim())
      : [];
    if (first === undefined) {
      header = [];
      const [, number, reason] = /^- (\d+): (.+)$/.exec(line) ?? [];
      if (number !== undefined && reason !== undefined) {
        footnotes.set(number, reason);
      }
    } else if (first === 'case') {
      header = rest;
    } else if (!first.startsWith('--')) {
      for (const [column, client] of header.entries()) {
        const ofClient = cells.get(client) ?? new Map<string, string>();
        cells.set(client, ofClient.set(first, rest[column] ?? ''));
      }
    }
  }
  const [firstTable] = cells.values();
  return {
    cases: [...(firstTable?.keys() ?? [])],
    reason: (client, tested) => {
      const cell = cells.get(client)?.get(tested) ?? 'missing';
      return cell === 'yes' ? '' : (footnotes.get(cell) ?? `no reason for: ${cell}`);
    },
  };
}
