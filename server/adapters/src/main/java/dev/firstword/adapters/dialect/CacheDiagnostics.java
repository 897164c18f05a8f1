package dev.firstword.adapters.dialect;

import com.fasterxml.jackson.core.JsonParser;
import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.core.prompt.CacheMiss.Cause;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The object in which a provider says why a prompt was not found in its cache. Causes that name no
 * part of the request, such as a response that is no longer known, are left to our own comparison.
 */
public final class CacheDiagnostics {

  /** The causes of Anthropic and OpenAI. */
  private static final Map<String, Cause> CAUSES =
      Map.ofEntries(
          Map.entry("model_changed", Cause.MODEL_CHANGED),
          Map.entry("tools_changed", Cause.TOOLS_CHANGED),
          Map.entry("system_changed", Cause.INSTRUCTIONS_CHANGED),
          Map.entry("messages_changed", Cause.MESSAGES_CHANGED),
          Map.entry("input_changed", Cause.MESSAGES_CHANGED),
          Map.entry("context_compacted", Cause.MESSAGES_CHANGED),
          Map.entry("text_format_changed", Cause.OPTIONS_CHANGED),
          Map.entry("reasoning_effort_changed", Cause.OPTIONS_CHANGED),
          Map.entry("verbosity_changed", Cause.OPTIONS_CHANGED),
          Map.entry("service_tier_changed", Cause.OPTIONS_CHANGED),
          Map.entry("prompt_cache_key_changed", Cause.OPTIONS_CHANGED));

  private @Nullable Cause cause;
  private long tokens;

  private CacheDiagnostics() {}

  /**
   * Reads the object at the parser, at whatever depth the cause is; null if it names none.
   *
   * @throws IOException if it is not valid JSON
   */
  public static @Nullable CacheMiss read(JsonParser json) throws IOException {
    CacheDiagnostics diagnostics = new CacheDiagnostics();
    if (WireJson.isObjectOrSkip(json)) {
      diagnostics.readFields(json);
    }
    return diagnostics.cause == null
        ? null
        : new CacheMiss(diagnostics.cause, diagnostics.tokens, true);
  }

  private void readFields(JsonParser json) throws IOException {
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "cache_miss_reason" -> {
          if (WireJson.isObjectOrSkip(json)) {
            readFields(json);
          }
        }
        case "type", "reason" -> {
          Cause named = CAUSES.get(WireJson.stringOrEmpty(json));
          cause = named == null ? cause : named;
        }
        case "cache_missed_input_tokens", "cache_missed_tokens" ->
            tokens = WireJson.countOrSkip(json, 0);
        default -> json.skipChildren();
      }
    }
  }
}
