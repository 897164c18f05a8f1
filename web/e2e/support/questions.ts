import type { Firstword } from './firstword.js';

/** Enough turns for figures that may be judged. */
export const enough = 32;

let counted = 0;

/** Asks one question after the other, and waits for each answer's end. */
export async function ask(server: Firstword, count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    counted += 1;
    await askOne(server, `What about vacation ${String(counted)}?`);
  }
}

/** Asks a question, and waits for the end of its answer. */
export async function askOne(
  server: Firstword,
  message: string,
  conversationId?: string,
): Promise<void> {
  const response = await fetch(`${server.url}/api/chat/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message, conversation_id: conversationId }),
  });
  await response.text();
}

/** Asks as many questions as a diagnosis begins with, eight at a time. */
export async function askEnough(server: Firstword): Promise<void> {
  await Promise.all(Array.from({ length: 8 }, () => ask(server, enough / 8)));
}
