package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.prompt.CacheTtl;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects and validates a prompt's blocks and cache breakpoints. */
final class PromptBlockCollector {
  private static final int MAX_BREAKPOINTS = 4;

  private static final Set<String> TYPES =
      Set.of(
          "text",
          "image",
          "document",
          "search_result",
          "thinking",
          "redacted_thinking",
          "tool_use",
          "tool_result",
          "server_tool_use",
          "web_search_tool_result",
          "web_fetch_tool_result",
          "code_execution_tool_result",
          "bash_code_execution_tool_result",
          "text_editor_code_execution_tool_result",
          "tool_search_tool_result",
          "container_upload");

  private final List<PromptBlock> blocks = new ArrayList<>();
  private Optional<CacheTtl> requestBreakpoint = Optional.empty();
  private String sectionSettings = "";
  private int lastCacheableIndex = -1;
  private int breakpoints;
  private boolean hasShortTtl;

  /** Reads a breakpoint on the request itself, which applies to its last cacheable block. */
  void readRequestBreakpoint(JsonNode cacheControl) {
    if (!cacheControl.isMissingNode() && !cacheControl.isNull()) {
      requestBreakpoint = Optional.of(readTtl(cacheControl, "cache_control"));
    }
  }

  /** Starts a new section. The given settings become part of its first block. */
  void startSection(String settings) {
    sectionSettings += settings + "\n";
  }

  void addTool(JsonNode tool, String path) {
    String content = withoutCacheControl(tool);
    add("tool", content, TokenCounter.count(content), readBreakpoint(tool, path), true);
  }

  void addText(String section, String text) {
    add(section, text, TokenCounter.count(text), Optional.empty(), !text.isEmpty());
  }

  /**
   * Adds a content block.
   *
   * @return the block's text; empty if it has none
   */
  String add(String section, JsonNode block, String path) {
    String type = block.path("type").asText("");
    if (!TYPES.contains(type)) {
      throw AnthropicApiException.invalid(path + ".type: Input tag '" + type + "' is not expected");
    }
    Optional<CacheTtl> breakpointTtl = readBreakpoint(block, path);
    if (type.equals("text")) {
      if (!block.path("text").isTextual()) {
        throw AnthropicApiException.invalid(path + ".text.text: Field required");
      }
      String text = block.path("text").textValue();
      if (text.isEmpty()) {
        throw AnthropicApiException.invalid(
            breakpointTtl.isPresent()
                ? path + ".text: cache_control cannot be set for empty text blocks"
                : "messages: text content blocks must be non-empty");
      }
      add(section, text, TokenCounter.count(text), breakpointTtl, true);
      return text;
    }
    boolean thinking = type.equals("thinking") || type.equals("redacted_thinking");
    if (thinking && breakpointTtl.isPresent()) {
      throw AnthropicApiException.invalid(
          path + ": cache_control cannot be set on thinking blocks");
    }
    String content = withoutCacheControl(block);
    add(section, content, tokens(block, path, content), breakpointTtl, !thinking);
    return thinking ? "" : String.join("\n\n", block.findValuesAsText("text"));
  }

  /** Counts media by their size, also inside of tool results, and everything else as text. */
  private static int tokens(JsonNode block, String path, String content) {
    return switch (block.path("type").asText("")) {
      case "image" -> MediaBlocks.imageTokens(block, path);
      case "document" -> MediaBlocks.documentTokens(block, path);
      case "tool_result" -> {
        int tokens = 0;
        JsonNode parts = block.path("content");
        for (int index = 0; index < parts.size(); index++) {
          String part = parts.path(index).path("text").asText("");
          tokens += tokens(parts.path(index), path + ".content." + index, part);
        }
        yield parts.isArray() ? tokens : TokenCounter.count(content);
      }
      default -> TokenCounter.count(content);
    };
  }

  List<PromptBlock> finish() {
    if (requestBreakpoint.isPresent()
        && lastCacheableIndex >= 0
        && blocks.get(lastCacheableIndex).breakpointTtl().isEmpty()) {
      countBreakpoint(requestBreakpoint.get(), "cache_control");
      PromptBlock last = blocks.get(lastCacheableIndex);
      blocks.set(
          lastCacheableIndex, new PromptBlock(last.content(), last.tokens(), requestBreakpoint));
    }
    return List.copyOf(blocks);
  }

  private void add(
      String section,
      String content,
      int tokens,
      Optional<CacheTtl> breakpointTtl,
      boolean cacheable) {
    if (cacheable) {
      lastCacheableIndex = blocks.size();
    }
    blocks.add(new PromptBlock(sectionSettings + section + ":" + content, tokens, breakpointTtl));
    sectionSettings = "";
  }

  private Optional<CacheTtl> readBreakpoint(JsonNode block, String path) {
    JsonNode cacheControl = block.path("cache_control");
    if (cacheControl.isMissingNode() || cacheControl.isNull()) {
      return Optional.empty();
    }
    CacheTtl ttl = readTtl(cacheControl, path + ".cache_control");
    countBreakpoint(ttl, path + ".cache_control");
    return Optional.of(ttl);
  }

  private static CacheTtl readTtl(JsonNode cacheControl, String path) {
    if (!cacheControl.path("type").asText("").equals("ephemeral")) {
      throw AnthropicApiException.invalid(path + ".type: Input should be 'ephemeral'");
    }
    return CacheTtl.of(cacheControl.path("ttl").asText("5m"))
        .orElseThrow(() ->
            AnthropicApiException.invalid(path + ".ephemeral.ttl: Input should be '5m' or '1h'"));
  }

  private void countBreakpoint(CacheTtl ttl, String path) {
    breakpoints++;
    if (breakpoints > MAX_BREAKPOINTS) {
      throw AnthropicApiException.invalid(
          "A maximum of 4 blocks with cache_control may be provided. Found " + breakpoints + ".");
    }
    if (ttl == CacheTtl.FIVE_MINUTES) {
      hasShortTtl = true;
    } else if (hasShortTtl) {
      throw AnthropicApiException.invalid(
          path
              + ".ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control"
              + " block. Note that blocks are processed in the following order: `tools`, `system`,"
              + " `messages`.");
    }
  }

  private static String withoutCacheControl(JsonNode block) {
    ObjectNode copy = block.deepCopy();
    copy.remove("cache_control");
    return copy.toString();
  }
}
