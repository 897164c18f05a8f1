/** What a message can have attached. The server has limits of its own, and detects the type from the content. */
export interface AttachmentLimits {
  /** Media types, such as `application/pdf` or `image/*`. */
  readonly types: readonly string[];
  readonly maxBytesPerFile: number;
  readonly maxBytesInAll: number;
  readonly maxFiles: number;
}

/** The images that models and browsers can read, and PDF. */
export const defaultLimits: AttachmentLimits = {
  types: ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/pdf'],
  maxBytesPerFile: 5_000_000,
  maxBytesInAll: 20_000_000,
  maxFiles: 20,
};

/** Why a file was not attached. */
export interface AttachmentProblem {
  readonly reason: 'type' | 'empty' | 'too large' | 'too large in all' | 'too many' | 'unreadable';
  readonly name: string;
}

/** What is known about a file before it is read. */
export type FileFacts = Pick<File, 'name' | 'size' | 'type'>;

/** Why a file cannot be attached to others; `undefined` if it can. */
export function problemOf(
  file: FileFacts,
  attached: readonly FileFacts[],
  limits: AttachmentLimits,
): AttachmentProblem['reason'] | undefined {
  const bytes = attached.reduce((sum, { size }) => sum + size, 0);
  if (!limits.types.some((type) => matches(file.type, type))) return 'type';
  if (file.size === 0) return 'empty';
  if (file.size > limits.maxBytesPerFile) return 'too large';
  if (attached.length >= limits.maxFiles) return 'too many';
  return bytes + file.size > limits.maxBytesInAll ? 'too large in all' : undefined;
}

function matches(type: string, accepted: string): boolean {
  return accepted.endsWith('/*') ? type.startsWith(accepted.slice(0, -1)) : type === accepted;
}
