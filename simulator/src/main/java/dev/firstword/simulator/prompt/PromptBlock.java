package dev.firstword.simulator.prompt;

import java.util.Optional;

/**
 * One position of a prompt's prefix: a tool, a system block or a block of a message.
 *
 * @param content all that makes this block what it is; equal content means the same position
 * @param mark the life asked for by a cache breakpoint on this block
 */
public record PromptBlock(String content, int tokens, Optional<CacheLife> mark) {

  public PromptBlock(String content, int tokens) {
    this(content, tokens, Optional.empty());
  }
}
