package dev.firstword.adapters.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.relay.event.Usage;
import java.io.IOException;

/**
 * Collects the usage reported by the Messages API. Counts are cumulative: a later one replaces an
 * earlier one.
 */
final class AnthropicUsage {

  private long inputTokens;
  private long outputTokens;
  private long cacheCreationInputTokens;
  private long cacheReadInputTokens;
  private long thinkingTokens;

  /** Parses the usage of a response that was not streamed. */
  static Usage parse(byte[] body) throws IOException {
    AnthropicUsage usage = new AnthropicUsage();
    try (JsonParser json = WireJson.parser(body, 0, body.length)) {
      json.nextToken();
      if (WireJson.isObjectOrSkip(json)) {
        for (String field; (field = WireJson.nextField(json)) != null; ) {
          usage.readIf(field.equals("usage"), json);
        }
      }
    }
    return usage.toUsage();
  }

  /** Reads the current value if it is a usage object; otherwise skips it. */
  void readIf(boolean isUsage, JsonParser json) throws IOException {
    if (!isUsage) {
      json.skipChildren();
      return;
    }
    if (!WireJson.isObjectOrSkip(json)) {
      return;
    }
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "input_tokens" -> inputTokens = WireJson.countOrSkip(json, inputTokens);
        case "output_tokens" -> outputTokens = WireJson.countOrSkip(json, outputTokens);
        case "cache_creation_input_tokens" ->
            cacheCreationInputTokens = WireJson.countOrSkip(json, cacheCreationInputTokens);
        case "cache_read_input_tokens" ->
            cacheReadInputTokens = WireJson.countOrSkip(json, cacheReadInputTokens);
        case "output_tokens_details" -> readOutputDetails(json);
        default -> json.skipChildren();
      }
    }
  }

  private void readOutputDetails(JsonParser json) throws IOException {
    if (!WireJson.isObjectOrSkip(json)) {
      return;
    }
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      if (field.equals("thinking_tokens")) {
        thinkingTokens = WireJson.countOrSkip(json, thinkingTokens);
      } else {
        json.skipChildren();
      }
    }
  }

  Usage toUsage() {
    return new Usage(inputTokens, outputTokens, cacheCreationInputTokens, cacheReadInputTokens)
        .withThinkingTokens(thinkingTokens);
  }
}
