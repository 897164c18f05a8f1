package dev.firstword.adapters.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.core.provider.ModelOption;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error that names a parameter which the model does not take. Servers name it in {@code param}
 * (OpenAI), in {@code loc} (FastAPI), or in the message alone. The text itself is never kept.
 *
 * @param isLasting whether the model never takes it, rather than not with the rest of the request
 */
public record OptionRefusal(ModelOption option, boolean isLasting) {

  private static final int MAX_TEXT_LENGTH = 2_000;

  /** How the APIs spell the options; without underscores, in lower case. */
  private static final Map<String, ModelOption> PARAMETERS = parameters();

  private static final Set<String> CODES =
      Set.of("unsupported_parameter", "unsupported_value", "unknown_parameter", "extra_forbidden");

  /** Codes that say only that the request is wrong. */
  private static final Set<String> GENERAL_CODES =
      Set.of(
          "",
          "400",
          "422",
          "error",
          "invalid_request_error",
          "invalid_argument",
          "bad_request",
          "client specified an invalid argument");

  private static final List<String> REFUSALS =
      List.of(
          "not supported",
          "unsupported",
          "does not support",
          "doesn't support",
          "deprecated for this model",
          "not permitted",
          "not available for this model",
          "unknown name",
          "unknown field",
          "unknown parameter",
          "unrecognized request argument");

  private static final List<String> CONDITIONS =
      List.of(" when ", " while ", " unless ", " together with ", " in combination ");

  /** Problems with a value, which another value would not have. */
  private static final List<String> VALUE_PROBLEMS = List.of("invalid schema", "cannot both");

  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_.]*[A-Za-z_]");

  private static Map<String, ModelOption> parameters() {
    Map<String, ModelOption> all = new HashMap<>();
    put(all, ModelOption.THINKING, "thinking thinking.type reasoning include");
    for (String type : List.of("adaptive", "enabled", "disabled", "between_tools")) {
      put(all, ModelOption.THINKING, "thinking.type." + type + " thinking." + type);
      put(all, ModelOption.THINKING_DISPLAY, "thinking." + type + ".display");
    }
    put(all, ModelOption.THINKING_DISPLAY, "thinking.display reasoning.summary");
    put(
        all,
        ModelOption.EFFORT,
        "effort reasoning_effort reasoning.effort output_config output_config.effort");
    put(all, ModelOption.TEMPERATURE, "temperature");
    put(all, ModelOption.TOP_P, "top_p");
    put(all, ModelOption.STOP, "stop stop_sequences");
    put(all, ModelOption.RESPONSE_FORMAT, "response_format text.format output_config.format");
    put(
        all,
        ModelOption.CACHE_DIAGNOSTICS,
        "diagnostics diagnostics.previous_message_id prompt_cache_options"
            + " prompt_cache_options.comparison_response_id");
    put(all, ModelOption.TOOLS, "tools");
    put(all, ModelOption.TOOL_CHOICE, "tool_choice");
    put(all, ModelOption.PARALLEL_TOOL_CALLS, "parallel_tool_calls disable_parallel_tool_use");
    for (String choice : List.of("", "auto.", "any.", "tool.")) {
      put(
          all,
          ModelOption.PARALLEL_TOOL_CALLS,
          "tool_choice." + choice + "disable_parallel_tool_use");
    }
    return Map.copyOf(all);
  }

  private static void put(Map<String, ModelOption> all, ModelOption option, String spellings) {
    for (String spelling : spellings.split(" ", -1)) {
      all.put(normalize(spelling), option);
    }
  }

  private static String normalize(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "");
  }

  /**
   * Returns the refusal that the body of an error response describes.
   *
   * @param body as much of it as was read
   */
  public static Optional<OptionRefusal> find(byte[] body) {
    ErrorText error = new ErrorText();
    try (JsonParser json = WireJson.parser(body, 0, body.length)) {
      if (json.nextToken() != null) {
        error.read(json, "");
      }
    } catch (IOException notJson) {
      if (error.text.isEmpty()) {
        error.addText(new String(body, UTF_8));
      }
    }
    return error.refusal();
  }

  /** What an error says about parameters, at whatever level. */
  private static final class ErrorText {
    private final StringBuilder text = new StringBuilder();
    private @Nullable String parameter;
    private String code = "";

    void read(JsonParser json, String field) throws IOException {
      switch (json.currentToken()) {
        case START_OBJECT -> {
          for (String name; (name = WireJson.nextField(json)) != null; ) {
            read(json, name);
          }
        }
        case START_ARRAY -> {
          StringBuilder path = new StringBuilder();
          while (json.nextToken() != JsonToken.END_ARRAY) {
            if (field.equals("loc") && json.currentToken() == JsonToken.VALUE_STRING) {
              path.append(path.isEmpty() ? "" : ".").append(json.getText());
            } else {
              read(json, field);
            }
          }
          setParameter(path.toString().replaceFirst("^body\\.", ""));
        }
        case VALUE_STRING -> readText(json.getText(), field);
        default -> {}
      }
    }

    private void readText(String value, String field) {
      switch (field) {
        case "param" -> setParameter(value);
        case "code", "type" -> {
          String lower = value.toLowerCase(Locale.ROOT);
          if (GENERAL_CODES.contains(code) || CODES.contains(lower)) {
            code = lower;
          }
        }
        case "", "error", "message", "msg", "detail", "error_msg", "raw" -> addText(value);
        default -> {}
      }
    }

    private void setParameter(String name) {
      if (parameter == null && !name.isEmpty()) {
        parameter = name;
      }
    }

    void addText(String more) {
      text.append(text.isEmpty() ? "" : "\n");
      text.append(
          more,
          0,
          Math.min(more.length(), MAX_TEXT_LENGTH - Math.min(text.length(), MAX_TEXT_LENGTH)));
    }

    Optional<OptionRefusal> refusal() {
      String lower = text.toString().toLowerCase(Locale.ROOT);
      boolean hasCode = CODES.contains(code);
      boolean isRefused =
          hasCode
              || (GENERAL_CODES.contains(code)
                  && containsAny(lower, REFUSALS)
                  && !containsAny(lower, VALUE_PROBLEMS));
      ModelOption option = isRefused ? option() : null;
      // An error about a schema may name "tools" as well, but it does not blame the model.
      if (option == null || !(option.isStyle() || hasCode || lower.contains("model"))) {
        return Optional.empty();
      }
      return Optional.of(new OptionRefusal(option, !containsAny(lower, CONDITIONS)));
    }

    private @Nullable ModelOption option() {
      if (parameter != null) {
        return PARAMETERS.get(normalize(parameter));
      }
      Matcher words = WORD.matcher(text);
      while (words.find()) {
        ModelOption option = PARAMETERS.get(normalize(words.group()));
        if (option != null && isName(words)) {
          return option;
        }
      }
      return null;
    }

    /**
     * Returns whether the word is meant as a parameter's name rather than as part of a sentence.
     */
    private boolean isName(Matcher word) {
      String before = text.substring(Math.max(0, word.start() - 12), word.start());
      String after = text.substring(word.end(), Math.min(text.length(), word.end() + 12));
      boolean isSpelledAsName =
          word.group()
              .chars()
              .skip(1)
              .anyMatch(c -> c == '_' || c == '.' || Character.isUpperCase(c));
      boolean isQuoted =
          !before.isEmpty() && "`'\"".indexOf(before.charAt(before.length() - 1)) >= 0;
      boolean isPath = (before.isEmpty() || isQuoted) && after.startsWith(": ");
      return isSpelledAsName
          || isPath
          || (isQuoted && isQuote(after))
          || after.startsWith(" parameter")
          || before.endsWith("parameter ")
          || before.endsWith("supplied: ");
    }

    private static boolean isQuote(String after) {
      String rest = after.startsWith("\\") ? after.substring(1) : after;
      return !rest.isEmpty() && "`'\"".indexOf(rest.charAt(0)) >= 0;
    }

    private static boolean containsAny(String text, List<String> phrases) {
      return phrases.stream().anyMatch(text::contains);
    }
  }
}
