import type { AttachmentPart, FirstwordClient } from '../client/index.js';
import { fileOf } from './read-file.js';

/** Where the content of stored attachments comes from. */
export interface AttachmentSource {
  readonly client: Pick<FirstwordClient, 'attachment'>;
  /** The conversation of the message; absent while the server has not assigned one. */
  readonly conversationId: string | undefined;
}

/** The content of an attachment, with the type of its part. `undefined` if it is neither here nor stored. */
export async function contentOf(
  part: AttachmentPart,
  { client, conversationId }: AttachmentSource,
  signal: AbortSignal,
): Promise<Blob | undefined> {
  const local = fileOf(part);
  if (local !== undefined) return local;
  const type = part.media_type ?? 'application/octet-stream';
  if (part.data !== undefined) return new Blob([bytesOf(part.data)], { type });
  if (part.sha256 === undefined || conversationId === undefined) return undefined;
  const content = await client.attachment(conversationId, part.sha256, signal);
  return new Blob([content], { type });
}

/** The content of a part as a file, which has its name. */
export function fileNamed(part: AttachmentPart, content: Blob): File {
  if (content instanceof File) return content;
  return new File([content], part.name ?? '', { type: content.type });
}

/** The size of an attachment in bytes; `undefined` if it is unknown. */
export function sizeOf({ bytes, data }: AttachmentPart): number | undefined {
  if (bytes !== undefined || data === undefined) return bytes;
  return Math.floor((data.length * 3) / 4) - (/=*$/.exec(data)?.[0].length ?? 0);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
