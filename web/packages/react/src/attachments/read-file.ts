import type { AttachmentPart } from '../client/index.js';

/** The file behind a part that this page has read, so that it need not be decoded to be shown. */
const files = new WeakMap<AttachmentPart, File>();

/** The file that a part was read from; `undefined` if it was stored before. */
export function fileOf(part: AttachmentPart): File | undefined {
  return files.get(part);
}

/** Reads files into parts. Tests replace it. */
export type ReadFile = typeof readFile;

/**
 * Reads a file.
 *
 * @param onProgress called with the share that has been read, from 0 to 1
 * @throws the reader's error if the file cannot be read, such as one that was changed or deleted meanwhile
 */
export function readFile(
  file: File,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<AttachmentPart> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onprogress = ({ loaded, total }) => {
      if (total > 0) onProgress(loaded / total);
    };
    reader.onload = () => {
      resolve(partOf(file, reader.result as string));
    };
    reader.onerror = () => {
      reject(reader.error ?? new Error('The file could not be read.'));
    };
    signal.addEventListener('abort', () => {
      reader.abort();
      reject(signal.reason as Error);
    });
    reader.readAsDataURL(file);
  });
}

function partOf(file: File, dataUrl: string): AttachmentPart {
  const data = dataUrl.slice(dataUrl.indexOf(',') + 1);
  const type = file.type.startsWith('image/') ? 'image' : 'file';
  const part: AttachmentPart = { type, name: file.name, media_type: file.type, data };
  files.set(part, file);
  return part;
}
