import { downloadFile } from '../shared/download.js';

/** Downloads a text as a file. */
export function download(name: string, text: string): void {
  downloadFile(name, new Blob([text], { type: 'text/markdown;charset=utf-8' }));
}

/** A file name made from a title, without characters that file systems reject. */
export function fileNameOf(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
  return `${plain === '' ? 'proposal' : plain.slice(0, 80)}.md`;
}
