import { expect, type Locator, type Page } from '@playwright/test';

import type { Firstword } from './firstword.js';

/** The state of an answer, as exposed to its style sheet. */
export type AnswerState = 'pending' | 'streaming' | 'complete' | 'error' | 'cancelled';

interface ConversationPage {
  readonly messages: readonly {
    readonly id: string;
    readonly role: string;
    readonly text: string;
    readonly turn_id: string;
  }[];
  readonly next_before?: string;
}

/** Drives the chat page as a user does. */
export class Chat {
  readonly field: Locator;
  readonly sendButton: Locator;
  readonly stopButton: Locator;
  readonly transcript: Locator;
  readonly questions: Locator;
  readonly answers: Locator;

  constructor(
    readonly page: Page,
    private readonly server: Firstword,
  ) {
    this.field = page.getByRole('textbox', { name: 'Message' });
    this.sendButton = page.getByRole('button', { name: 'Send', exact: true });
    this.stopButton = page.locator('form').getByRole('button', { name: 'Stop' });
    this.transcript = page.getByRole('log', { name: 'Conversation' });
    this.questions = page.getByRole('article', { name: 'Your message' });
    this.answers = page.getByRole('article', { name: 'Answer' });
  }

  get lastAnswer(): Locator {
    return this.answers.last();
  }

  get conversationId(): string {
    return decodeURIComponent(new URL(this.page.url()).pathname.replace(/^\/c\//, ''));
  }

  async open(path = '/'): Promise<void> {
    await this.page.goto(this.server.url + path);
    await expect(this.field).toBeVisible();
  }

  async send(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  /** Waits in the page, which notices a state sooner than an assertion that asks every half second. */
  async expectAnswer(state: AnswerState, timeoutMs = 30_000): Promise<void> {
    const reached = await this.page
      .waitForFunction(
        (expected) =>
          [...document.querySelectorAll('.fw-assistant-message')]
            .at(-1)
            ?.getAttribute('data-state') === expected,
        state,
        { polling: 20, timeout: timeoutMs },
      )
      .then(
        () => true,
        () => false,
      );
    // Fails with what there is in its place.
    if (!reached) {
      await expect(this.lastAnswer).toHaveAttribute('data-state', state, { timeout: 1_000 });
    }
  }

  /** The Markdown of the newest answer, from its copy button. */
  async copyAnswer(): Promise<string> {
    await this.lastAnswer.getByRole('button', { name: 'Copy answer' }).click();
    await expect(this.lastAnswer.getByRole('button', { name: 'Copied' })).toBeVisible();
    return await this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** The text of the newest answer, as stored on the server. */
  async storedAnswer(): Promise<string> {
    const turnId = (await this.storedMessages(1)).at(-1)?.turn_id ?? '';
    const { text } = await this.server.read<{ text: string }>(`/api/turns/${turnId}`);
    return text;
  }

  /** The newest messages of the conversation, as stored on the server. */
  async storedMessages(limit: number): Promise<ConversationPage['messages']> {
    const id = encodeURIComponent(this.conversationId);
    const page = await this.server.read<ConversationPage>(
      `/api/conversations/${id}?limit=${String(limit)}`,
    );
    return page.messages;
  }
}
