package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.firstword.simulator.response.TextEventTemplate;
import java.util.List;
import java.util.stream.IntStream;

/** Encodes the events of one content block of a message. */
final class ContentBlock {
  private static final List<ContentBlock> PREPARED =
      IntStream.range(0, 16).mapToObj(ContentBlock::new).toList();

  private final int index;
  private final TextEventTemplate text;
  private final TextEventTemplate thinking;
  private final TextEventTemplate inputJson;

  /** Returns the block at an index, counted from 0. */
  static ContentBlock at(int index) {
    return index < PREPARED.size() ? PREPARED.get(index) : new ContentBlock(index);
  }

  private ContentBlock(int index) {
    this.index = index;
    text = deltaTemplate("text_delta", "text");
    thinking = deltaTemplate("thinking_delta", "thinking");
    inputJson = deltaTemplate("input_json_delta", "partial_json");
  }

  String startOfText() {
    return start("{\"type\":\"text\",\"text\":\"\"}");
  }

  String startOfThinking() {
    return start("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}");
  }

  String startOfRedactedThinking(String data) {
    return start("{\"type\":\"redacted_thinking\",\"data\":\"" + data + "\"}");
  }

  String startOfToolUse(String id, String name) {
    return start(
        "{\"type\":\"tool_use\",\"id\":\""
            + id
            + "\",\"name\":"
            + TextNode.valueOf(name)
            + ",\"input\":{}}");
  }

  byte[] inputJson(String piece) {
    return inputJson.event(piece);
  }

  byte[] text(String piece) {
    return text.event(piece);
  }

  byte[] thinking(String piece) {
    return thinking.event(piece);
  }

  /** Returns a thinking delta without text that counts further tokens. */
  String estimatedTokens(int increment) {
    return delta(
        "{\"type\":\"thinking_delta\",\"thinking\":\"\",\"estimated_tokens\":" + increment + "}");
  }

  String signature(String signature) {
    return delta("{\"type\":\"signature_delta\",\"signature\":\"" + signature + "\"}");
  }

  String malformed() {
    return NamedEvent.of(
        "content_block_delta",
        "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":{");
  }

  String stop() {
    return NamedEvent.of(
        "content_block_stop", "{\"type\":\"content_block_stop\",\"index\":" + index + "}");
  }

  private String start(String block) {
    return NamedEvent.of(
        "content_block_start",
        "{\"type\":\"content_block_start\",\"index\":"
            + index
            + ",\"content_block\":"
            + block
            + "}");
  }

  private String delta(String delta) {
    return NamedEvent.of(
        "content_block_delta",
        "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}");
  }

  private TextEventTemplate deltaTemplate(String type, String field) {
    String sample = delta("{\"type\":\"" + type + "\",\"" + field + "\":\"?\"}");
    int text = sample.lastIndexOf('?');
    return new TextEventTemplate(sample.substring(0, text), sample.substring(text + 1));
  }
}
