import type { Firstword } from './firstword.js';

/** Enough turns for figures that can be judged. */
export const minTurns = 32;

let questionsAsked = 0;

/** Asks one question after the other, and waits for the end of each answer. */
export async function askQuestions(server: Firstword, count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    questionsAsked += 1;
    await askQuestion(server, `What about vacation ${String(questionsAsked)}?`);
  }
}

/** Asks a question, and waits for the end of its answer. */
export async function askQuestion(
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

/** How many questions are asked at a time: fewer than a user may have open. */
const parallelQuestions = 16;

/** Asks as many questions as a diagnosis requires. */
export async function askMinTurns(server: Firstword): Promise<void> {
  await Promise.all(
    Array.from({ length: parallelQuestions }, () =>
      askQuestions(server, minTurns / parallelQuestions),
    ),
  );
}
