package dev.firstword.core.prompt;

import dev.firstword.core.prompt.Prompt.PromptMessage;

/** Estimates the tokens of texts and messages: accurate enough for a budget, not for billing. */
public final class TokenEstimate {

  /** Typical of English text in common tokenizers. */
  private static final int CHARACTERS_PER_TOKEN = 4;

  private TokenEstimate() {}

  static int of(String text) {
    return (text.length() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
  }

  /** Estimates the tokens of a prompt, without the definitions of tools. */
  public static long of(Prompt prompt) {
    return of(prompt.system()) + prompt.messages().stream().mapToLong(TokenEstimate::of).sum();
  }

  /** A hidden thought is input all the same: its signature grows with it. */
  private static long of(ContentPart.Thought thought) {
    String hidden = thought.encrypted() == null ? thought.signature() : thought.encrypted();
    return Math.max(of(thought.text()), hidden == null ? 0 : of(hidden));
  }

  static long of(PromptMessage message) {
    long tokens = 0;
    for (ContentPart part : message.parts()) {
      tokens +=
          switch (part) {
            case ContentPart.Text text -> of(text.text());
            case ContentPart.Media media -> media.media().tokens();
            case ContentPart.Thought thought -> of(thought);
            case ContentPart.ToolCall call -> of(call.name()) + of(call.arguments());
            case ContentPart.ToolResult result -> of(result.content());
            case ContentPart.Commentary commentary -> of(commentary.text());
            case ContentPart.Citation citation -> of(citation.wire());
            case ContentPart.ProviderBlock block -> of(block.json());
          };
    }
    return tokens;
  }
}
