import type { Firstword } from './firstword.js';

/** Enough turns for figures that can be judged. */
export const minTurns = 32;

let questionsAsked = 0;

/** Asks one question after the other, and waits for the end of each answer. */
export async function askQuestions(server: Firstword, count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    questionsAsked += 1;
    const response = await fetch(`${server.url}/api/chat/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message: `What about vacation ${String(questionsAsked)}?` }),
    });
    await response.text();
  }
}

/** As many questions as a diagnosis requires, four at a time. */
export async function askMinTurns(server: Firstword): Promise<void> {
  await Promise.all(Array.from({ length: 4 }, () => askQuestions(server, minTurns / 4)));
}
