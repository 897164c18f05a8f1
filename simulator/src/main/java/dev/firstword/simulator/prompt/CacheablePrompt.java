package dev.firstword.simulator.prompt;

import java.util.List;

/** A prompt as a sequence of blocks, a prefix of which may be cached. */
public sealed interface CacheablePrompt {

  /** Returns the blocks in the order tools, system, messages. */
  List<PromptBlock> blocks();

  default int tokens() {
    return blocks().stream().mapToInt(PromptBlock::tokens).sum();
  }

  /** A prompt that is cached at explicit breakpoints, as with Anthropic. */
  record Explicit(List<PromptBlock> blocks) implements CacheablePrompt {
    public Explicit {
      blocks = List.copyOf(blocks);
    }
  }

  /** A prompt that is cached automatically in steps of a fixed number of tokens, as with OpenAI. */
  record Automatic(List<PromptBlock> blocks) implements CacheablePrompt {
    public Automatic {
      blocks = List.copyOf(blocks);
    }
  }
}
