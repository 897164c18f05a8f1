/** A document that answers may cite, from `/api/documents`. */
export interface DocumentRecord {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly media_type: string;
  readonly bytes: number;
  /** Searchable once it is `ready`. */
  readonly state: 'processing' | 'ready' | 'failed';
  /** Why it cannot be used, as a message for the user. */
  readonly failure?: string;
  readonly created_at: string;
}

/** A page of documents, newest first. */
export interface DocumentPage {
  readonly documents: readonly DocumentRecord[];
  readonly next_before?: string;
}

/** The largest document that the server accepts. */
export const maxDocumentBytes = 20 * 1024 * 1024;

const mediaTypes: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  text: 'text/plain',
  md: 'text/markdown',
  markdown: 'text/markdown',
  html: 'text/html',
  htm: 'text/html',
  pdf: 'application/pdf',
};

/** File extensions that the server can read, for a file dialog. */
export const acceptedExtensions = Object.keys(mediaTypes)
  .map((ending) => `.${ending}`)
  .join(',');

/** The media type by file extension; absent for types that the server cannot read. */
export function mediaTypeOf(fileName: string): string | undefined {
  const ending = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase();
  return ending === undefined ? undefined : mediaTypes[ending];
}
