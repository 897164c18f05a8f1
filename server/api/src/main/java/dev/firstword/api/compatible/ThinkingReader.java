package dev.firstword.api.compatible;

import dev.firstword.core.protocol.RequestFields;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.ThinkingOption.Level;
import java.util.Map;

/** Reads how much a model is asked to think, in the terms of each API. */
final class ThinkingReader {

  private static final Map<String, ThinkingOption> EFFORTS =
      Map.of(
          "none", ThinkingOption.of(Level.OFF),
          "minimal", ThinkingOption.of(Level.LOW),
          "low", ThinkingOption.of(Level.LOW),
          "medium", ThinkingOption.of(Level.MEDIUM),
          "high", ThinkingOption.of(Level.HIGH),
          "xhigh", ThinkingOption.of(Level.HIGH),
          "max", ThinkingOption.of(Level.HIGH));

  private ThinkingReader() {}

  /** Reads an effort by name; the models decide if there is none. */
  static ThinkingOption effort(RequestFields fields, String field) {
    String name = fields.text(field);
    if (name == null) {
      return ThinkingOption.AUTO;
    }
    ThinkingOption option = EFFORTS.get(name);
    if (option == null) {
      throw fields.invalid(
          field, "must be \"none\", \"minimal\", \"low\", \"medium\", \"high\" or \"xhigh\"");
    }
    return option;
  }

  /** Reads the {@code thinking} and {@code output_config.effort} of the Messages API. */
  static ThinkingOption ofMessages(RequestFields request) {
    RequestFields config = RequestParts.object(request, "output_config");
    ThinkingOption effort = config == null ? ThinkingOption.AUTO : effort(config, "effort");
    RequestFields thinking = RequestParts.object(request, "thinking");
    if (thinking == null) {
      return effort;
    }
    return switch (RequestParts.requireText(thinking, "type")) {
      case "disabled" -> ThinkingOption.of(Level.OFF);
      case "adaptive", "between-tools" -> effort;
      case "enabled" -> budget(thinking);
      default ->
          throw thinking.invalid("type", "must be \"enabled\", \"adaptive\" or \"disabled\"");
    };
  }

  private static ThinkingOption budget(RequestFields thinking) {
    Integer tokens = thinking.positiveInteger("budget_tokens");
    if (tokens == null
        || tokens < ThinkingOption.MIN_BUDGET_TOKENS
        || tokens > ThinkingOption.MAX_BUDGET_TOKENS) {
      throw thinking.invalid(
          "budget_tokens",
          "must be a number of tokens from %d to %d"
              .formatted(ThinkingOption.MIN_BUDGET_TOKENS, ThinkingOption.MAX_BUDGET_TOKENS));
    }
    return ThinkingOption.budget(tokens);
  }
}
