import { expect, steadyPace, test } from '../support/fixtures.js';

test('a complete turn, as a screen reader sees it', async ({ chat, page, simulator }) => {
  await simulator.setPace({ ...steadyPace, firstTokenMs: 1_500, outputTokens: 120 });
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');

  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - log "Conversation":
      - article "Your message": How does memory affect AWS Lambda?
      - article "Answer":
        - img "The answer is being prepared"
    - textbox "Message"
    - button "Stop"
    - button "Send"
    - status: Preparing the answer.
  `);

  await chat.expectAnswer('streaming');
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - log "Conversation":
      - article "Your message": How does memory affect AWS Lambda?
      - article "Answer":
        - paragraph: /\\w+/
    - textbox "Message"
    - button "Stop"
    - button "Send"
    - status: Preparing the answer.
  `);

  await chat.expectAnswer('complete');
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - log "Conversation":
      - article "Your message": How does memory affect AWS Lambda?
      - article "Answer":
        - paragraph: /\\w+/
        - button "Copy answer"
    - textbox "Message"
    - button "Send"
    - status: The answer is complete.
  `);
});
