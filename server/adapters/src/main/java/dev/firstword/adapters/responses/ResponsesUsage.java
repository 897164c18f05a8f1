package dev.firstword.adapters.responses;

import com.fasterxml.jackson.core.JsonParser;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.relay.event.Usage;
import java.io.IOException;

/** Reads the usage object of the Responses API. */
final class ResponsesUsage {

  private ResponsesUsage() {}

  /**
   * Reads the current object. The provider's input count includes tokens that were read from a
   * cache or written to one; {@link Usage} counts them apart.
   */
  static Usage read(JsonParser json) throws IOException {
    long input = 0;
    long output = 0;
    Details inputDetails = Details.NONE;
    Details outputDetails = Details.NONE;
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "input_tokens" -> input = WireJson.countOrSkip(json, input);
        case "output_tokens" -> output = WireJson.countOrSkip(json, output);
        case "input_tokens_details" -> inputDetails = readDetails(json);
        case "output_tokens_details" -> outputDetails = readDetails(json);
        default -> json.skipChildren();
      }
    }
    long uncached = Math.max(0, input - inputDetails.cached - inputDetails.cacheWrites);
    return new Usage(uncached, output, inputDetails.cacheWrites, inputDetails.cached)
        .withThinkingTokens(outputDetails.reasoning);
  }

  private record Details(long cached, long cacheWrites, long reasoning) {

    static final Details NONE = new Details(0, 0, 0);
  }

  private static Details readDetails(JsonParser json) throws IOException {
    if (!WireJson.isObjectOrSkip(json)) {
      return Details.NONE;
    }
    long cached = 0;
    long cacheWrites = 0;
    long reasoning = 0;
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "cached_tokens" -> cached = WireJson.countOrSkip(json, cached);
        case "cache_write_tokens" -> cacheWrites = WireJson.countOrSkip(json, cacheWrites);
        case "reasoning_tokens" -> reasoning = WireJson.countOrSkip(json, reasoning);
        default -> json.skipChildren();
      }
    }
    return new Details(cached, cacheWrites, reasoning);
  }
}
