/** The text of the documents. */
export const documentStrings = {
  title: 'Documents',
  close: 'Close',
  choose: 'Choose files',
  drop: 'or drop them here',
  formats: 'Text, Markdown, HTML or PDF, up to 20 MB each. Answers can then use and cite them.',
  uploads: 'Uploads in progress',
  progress: (name: string) => `Upload progress of ${name}`,
  sent: (percent: number) => `${String(percent)} % uploaded`,
  reading: 'Reading',
  cancel: (name: string) => `Cancel the upload of ${name}`,
  dismiss: (name: string) => `Dismiss ${name}`,
  loading: 'Loading the documents',
  listLost: 'The documents could not be loaded: the server cannot be reached.',
  empty: 'No documents yet. Without them, answers rely on what the model knows.',
  processing: 'Processing',
  kind: (mediaType: string, bytes: number) =>
    `${documentKinds[mediaType] ?? mediaType}, ${sizeOf(bytes)}`,
  delete: (title: string) => `Delete “${title}”`,
  deleteQuestion: 'Delete this document?',
  deleteWarning: 'Answers will no longer use it. Answers that cite it do not change.',
  untitled: 'Untitled document',
  more: 'Show more',
};

const documentKinds: Readonly<Record<string, string>> = {
  'text/plain': 'Text',
  'text/markdown': 'Markdown',
  'text/html': 'HTML',
  'application/pdf': 'PDF',
};

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${String(bytes)} bytes`;
  const [unit, size] = bytes < 1_000_000 ? ['KB', bytes / 1_000] : ['MB', bytes / 1_000_000];
  return `${size < 10 ? size.toFixed(1) : String(Math.round(size))} ${unit}`;
}
