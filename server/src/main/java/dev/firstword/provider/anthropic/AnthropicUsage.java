package dev.firstword.provider.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.dialect.WireJson;
import java.io.IOException;

/** Gathers what the Messages API counts. Counts are cumulative: a later one replaces an earlier. */
final class AnthropicUsage {

  private long inputTokens;
  private long outputTokens;
  private long cacheCreationInputTokens;
  private long cacheReadInputTokens;

  /** Reads the counts of a whole answer, one that was not streamed. */
  static Usage ofWhole(byte[] body) throws IOException {
    AnthropicUsage counts = new AnthropicUsage();
    try (JsonParser json = WireJson.parser(body, 0, body.length)) {
      json.nextToken();
      if (WireJson.isObjectOrSkip(json)) {
        for (String member; (member = WireJson.nextMember(json)) != null; ) {
          counts.readIf(member.equals("usage"), json);
        }
      }
    }
    return counts.counted();
  }

  /** Reads the value that the parser stands on where it is a usage; else skips it. */
  void readIf(boolean isUsage, JsonParser json) throws IOException {
    if (!isUsage) {
      json.skipChildren();
      return;
    }
    if (!WireJson.isObjectOrSkip(json)) {
      return;
    }
    for (String member; (member = WireJson.nextMember(json)) != null; ) {
      switch (member) {
        case "input_tokens" -> inputTokens = WireJson.countOrSkip(json, inputTokens);
        case "output_tokens" -> outputTokens = WireJson.countOrSkip(json, outputTokens);
        case "cache_creation_input_tokens" ->
            cacheCreationInputTokens = WireJson.countOrSkip(json, cacheCreationInputTokens);
        case "cache_read_input_tokens" ->
            cacheReadInputTokens = WireJson.countOrSkip(json, cacheReadInputTokens);
        default -> json.skipChildren();
      }
    }
  }

  Usage counted() {
    return new Usage(inputTokens, outputTokens, cacheCreationInputTokens, cacheReadInputTokens);
  }
}
