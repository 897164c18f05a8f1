package dev.firstword.simulator.prompt;

import java.util.List;

/** A prompt as a cache sees it: a row of blocks, of which a beginning may be known already. */
public sealed interface CacheablePrompt {

  /** In the order tools, system, messages. */
  List<PromptBlock> blocks();

  default int tokens() {
    return blocks().stream().mapToInt(PromptBlock::tokens).sum();
  }

  /** Cached where the client marks it, as Anthropic does. */
  record Marked(List<PromptBlock> blocks) implements CacheablePrompt {
    public Marked {
      blocks = List.copyOf(blocks);
    }
  }

  /** Cached without being asked, in steps of a fixed number of tokens, as OpenAI does. */
  record Automatic(List<PromptBlock> blocks) implements CacheablePrompt {
    public Automatic {
      blocks = List.copyOf(blocks);
    }
  }
}
