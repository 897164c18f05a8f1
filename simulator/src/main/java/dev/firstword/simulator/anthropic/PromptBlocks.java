package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.prompt.CacheLife;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.TokenCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects a prompt's blocks with their cache breakpoints, and checks both. */
final class PromptBlocks {
  private static final int MOST_MARKS = 4;
  private static final int IMAGE_TOKENS = 1_500;

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
  private Optional<CacheLife> automaticMark = Optional.empty();
  private String ahead = "";
  private int lastMarkable = -1;
  private int marks;
  private boolean shortLifeSeen;

  /** A mark on the request itself stands for one on its last block that can bear one. */
  void readAutomaticMark(JsonNode cacheControl) {
    if (!cacheControl.isMissingNode() && !cacheControl.isNull()) {
      automaticMark = Optional.of(life(cacheControl, "cache_control"));
    }
  }

  /** What comes next belongs to a new part, which these settings are a part of. */
  void startPart(String settings) {
    ahead += settings + "\n";
  }

  void addTool(JsonNode tool, String path) {
    String content = withoutMark(tool);
    add("tool", content, TokenCount.of(content), mark(tool, path), true);
  }

  void addText(String part, String text) {
    add(part, text, TokenCount.of(text), Optional.empty(), !text.isEmpty());
  }

  /** Adds a block of content and tells its text, empty if it has none. */
  String add(String part, JsonNode block, String path) {
    String type = block.path("type").asText("");
    if (!TYPES.contains(type)) {
      throw RefusedException.invalid(path + ".type: Input tag '" + type + "' is not expected");
    }
    Optional<CacheLife> mark = mark(block, path);
    if (type.equals("text")) {
      if (!block.path("text").isTextual()) {
        throw RefusedException.invalid(path + ".text.text: Field required");
      }
      String text = block.path("text").textValue();
      if (text.isEmpty()) {
        throw RefusedException.invalid(
            mark.isPresent()
                ? path + ".text: cache_control cannot be set for empty text blocks"
                : "messages: text content blocks must be non-empty");
      }
      add(part, text, TokenCount.of(text), mark, true);
      return text;
    }
    boolean thinking = type.equals("thinking") || type.equals("redacted_thinking");
    if (thinking && mark.isPresent()) {
      throw RefusedException.invalid(path + ": cache_control cannot be set on thinking blocks");
    }
    String content = withoutMark(block);
    int tokens = type.equals("image") ? IMAGE_TOKENS : TokenCount.of(content);
    add(part, content, tokens, mark, !thinking);
    return thinking ? "" : String.join("\n\n", block.findValuesAsText("text"));
  }

  List<PromptBlock> finish() {
    if (automaticMark.isPresent()
        && lastMarkable >= 0
        && blocks.get(lastMarkable).mark().isEmpty()) {
      count(automaticMark.get(), "cache_control");
      PromptBlock last = blocks.get(lastMarkable);
      blocks.set(lastMarkable, new PromptBlock(last.content(), last.tokens(), automaticMark));
    }
    return List.copyOf(blocks);
  }

  private void add(
      String part, String content, int tokens, Optional<CacheLife> mark, boolean markable) {
    if (markable) {
      lastMarkable = blocks.size();
    }
    blocks.add(new PromptBlock(ahead + part + ":" + content, tokens, mark));
    ahead = "";
  }

  private Optional<CacheLife> mark(JsonNode block, String path) {
    JsonNode cacheControl = block.path("cache_control");
    if (cacheControl.isMissingNode() || cacheControl.isNull()) {
      return Optional.empty();
    }
    CacheLife life = life(cacheControl, path + ".cache_control");
    count(life, path + ".cache_control");
    return Optional.of(life);
  }

  private static CacheLife life(JsonNode cacheControl, String path) {
    if (!cacheControl.path("type").asText("").equals("ephemeral")) {
      throw RefusedException.invalid(path + ".type: Input should be 'ephemeral'");
    }
    return CacheLife.of(cacheControl.path("ttl").asText("5m"))
        .orElseThrow(
            () -> RefusedException.invalid(path + ".ephemeral.ttl: Input should be '5m' or '1h'"));
  }

  private void count(CacheLife life, String path) {
    marks++;
    if (marks > MOST_MARKS) {
      throw RefusedException.invalid(
          "A maximum of 4 blocks with cache_control may be provided. Found " + marks + ".");
    }
    if (life == CacheLife.FIVE_MINUTES) {
      shortLifeSeen = true;
    } else if (shortLifeSeen) {
      throw RefusedException.invalid(
          path
              + ".ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control"
              + " block. Note that blocks are processed in the following order: `tools`, `system`,"
              + " `messages`.");
    }
  }

  private static String withoutMark(JsonNode block) {
    ObjectNode copy = block.deepCopy();
    copy.remove("cache_control");
    return copy.toString();
  }
}
