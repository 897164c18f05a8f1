package dev.firstword.adapters.openai;

import com.fasterxml.jackson.core.JsonParser;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.relay.event.Usage;
import java.io.IOException;

/** Reads the usage object of chat completions. */
final class OpenAiUsage {

  private OpenAiUsage() {}

  /**
   * Reads the current object, in OpenAI's spelling or others'. OpenAI's input count includes cached
   * tokens; {@link Usage} excludes them.
   */
  static Usage read(JsonParser json) throws IOException {
    long input = 0;
    long output = 0;
    long cached = 0;
    long thinking = 0;
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "prompt_tokens", "input_tokens" -> input = WireJson.countOrSkip(json, input);
        case "completion_tokens", "output_tokens" -> output = WireJson.countOrSkip(json, output);
        case "prompt_tokens_details", "input_tokens_details" ->
            cached = readDetail(json, "cached_tokens");
        case "prompt_cache_hit_tokens" -> cached = WireJson.countOrSkip(json, cached);
        case "completion_tokens_details", "output_tokens_details" ->
            thinking = readDetail(json, "reasoning_tokens");
        default -> json.skipChildren();
      }
    }
    return new Usage(Math.max(0, input - cached), output, 0, cached).withThinkingTokens(thinking);
  }

  private static long readDetail(JsonParser json, String name) throws IOException {
    long count = 0;
    if (WireJson.isObjectOrSkip(json)) {
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        if (field.equals(name)) {
          count = WireJson.countOrSkip(json, count);
        } else {
          json.skipChildren();
        }
      }
    }
    return count;
  }
}
