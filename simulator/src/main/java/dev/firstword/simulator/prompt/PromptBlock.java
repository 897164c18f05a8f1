package dev.firstword.simulator.prompt;

import java.util.Optional;

/**
 * One position of a prompt: a tool, a system block or a block of a message.
 *
 * @param content everything that identifies the block; equal content means an equal position
 * @param breakpointTtl the TTL of the cache breakpoint on this block, if there is one
 */
public record PromptBlock(String content, int tokens, Optional<CacheTtl> breakpointTtl) {

  public PromptBlock(String content, int tokens) {
    this(content, tokens, Optional.empty());
  }
}
