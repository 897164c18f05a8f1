package dev.firstword.core.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.protocol.ChatRequest.SummaryPreference;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.ThinkingOption.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Parses a {@link ChatRequest} from a request body. An invalid body throws a {@link
 * ProblemException} whose message names the field. Unknown fields are ignored, so that newer
 * clients can talk to older servers, unless the reading is strict.
 */
public final class ChatRequestReader {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * No id or name of this server is longer. The limit keeps hostile names out of indexes and logs.
   */
  private static final int MAX_NAME_LENGTH = 200;

  private static final Map<String, ThinkingOption> THINKING_LEVELS =
      Map.of(
          "off", ThinkingOption.of(Level.OFF),
          "auto", ThinkingOption.AUTO,
          "low", ThinkingOption.of(Level.LOW),
          "medium", ThinkingOption.of(Level.MEDIUM),
          "high", ThinkingOption.of(Level.HIGH));

  private static final Set<String> CHAT_FIELDS =
      Set.of(
          "message",
          "conversation_id",
          "continues",
          "profile",
          "inputs",
          "system",
          "model",
          "max_ttft_ms",
          "priority",
          "summary",
          "thinking");

  private static final String WEBHOOK_URL = "webhook_url";

  private static final Set<String> JOB_FIELDS =
      Stream.concat(CHAT_FIELDS.stream(), Stream.of(WEBHOOK_URL)).collect(Collectors.toSet());

  private ChatRequestReader() {}

  /**
   * Parses the body of a chat request.
   *
   * @throws ProblemException with status 400 if the body is not a chat request
   */
  public static ChatRequest read(byte[] body) {
    return chat(parseObject(body));
  }

  /**
   * Parses the body of a chat request.
   *
   * @param isStrict whether to reject unknown fields
   * @throws ProblemException with status 400 if the body is not a chat request, with 422 if it has
   *     an unknown field
   */
  public static ChatRequest read(byte[] body, boolean isStrict) {
    JsonNode root = parseObject(body);
    if (isStrict) {
      requireKnownFields(root, CHAT_FIELDS);
    }
    return chat(root);
  }

  /**
   * Parses the body of a job request.
   *
   * @param isStrict whether to reject unknown fields
   * @throws ProblemException with status 400 if the body is not a job request, with 422 if it has
   *     an unknown field
   */
  public static JobRequest readJob(byte[] body, boolean isStrict) {
    JsonNode root = parseObject(body);
    if (isStrict) {
      requireKnownFields(root, JOB_FIELDS);
    }
    return new JobRequest(chat(root), text(root, WEBHOOK_URL));
  }

  /**
   * Parses the body of a request to prepare a draft.
   *
   * @throws ProblemException with status 400 if the body is not a prepare request
   */
  public static PrepareRequest readPrepare(byte[] body) {
    JsonNode root = parseObject(body);
    String profile = name(root, "profile");
    String draft = text(root, "draft");
    return new PrepareRequest(
        name(root, "conversation_id"),
        profile == null ? ChatRequest.DEFAULT_PROFILE : profile,
        draft == null ? "" : draft);
  }

  private static void requireKnownFields(JsonNode root, Set<String> known) {
    root.fieldNames()
        .forEachRemaining(field -> {
          if (!known.contains(field)) {
            throw new ProblemException(
                Problem.notAnswerable("The field \"" + abbreviate(field) + "\" is unknown."));
          }
        });
  }

  /** Returns the start of a name, without characters that are not text. */
  private static String abbreviate(String field) {
    String start = field.substring(0, Math.min(field.length(), MAX_NAME_LENGTH));
    return new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static JsonNode parseObject(byte[] body) {
    JsonNode root = parse(body);
    if (!root.isObject()) {
      throw malformed("The request must be a JSON object.");
    }
    return root;
  }

  private static ChatRequest chat(JsonNode root) {
    String continues = name(root, "continues");
    String message = text(root, "message");
    if (message == null && continues != null) {
      message = ChatRequest.CONTINUE_MESSAGE;
    }
    Map<String, String> inputs = inputs(root);
    if (message == null) {
      if (inputs.isEmpty()) {
        throw malformed("The field \"message\" is missing.");
      }
      message = "";
    } else if (message.isBlank()) {
      throw malformed("The field \"message\" is blank. Write a message.");
    }
    String profile = name(root, "profile");
    return new ChatRequest(
        message,
        name(root, "conversation_id"),
        profile == null ? ChatRequest.DEFAULT_PROFILE : profile,
        inputs,
        text(root, "system"),
        name(root, "model"),
        positiveInteger(root, "max_ttft_ms"),
        priority(root),
        summary(root),
        thinking(root),
        List.of(),
        GenerationOptions.DEFAULT,
        continues);
  }

  private static @Nullable ThinkingOption thinking(JsonNode root) {
    JsonNode value = nonNullField(root, "thinking");
    if (value == null) {
      return null;
    }
    if (value.isTextual()) {
      ThinkingOption named = THINKING_LEVELS.get(value.textValue());
      if (named != null) {
        return named;
      }
    } else if (value.isIntegralNumber()
        && value.canConvertToInt()
        && value.intValue() >= ThinkingOption.MIN_BUDGET_TOKENS
        && value.intValue() <= ThinkingOption.MAX_BUDGET_TOKENS) {
      return ThinkingOption.budget(value.intValue());
    }
    throw malformed(
        "The field \"thinking\" must be \"off\", \"auto\", \"low\", \"medium\", \"high\", or a number of"
            + " tokens from "
            + ThinkingOption.MIN_BUDGET_TOKENS
            + " to "
            + ThinkingOption.MAX_BUDGET_TOKENS
            + ".");
  }

  private static JsonNode parse(byte[] body) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("The request is not valid UTF-8.");
    }
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw malformed("The request is not valid JSON.");
    }
  }

  private static @Nullable JsonNode nonNullField(JsonNode root, String field) {
    JsonNode value = root.get(field);
    return value == null || value.isNull() ? null : value;
  }

  private static @Nullable String text(JsonNode root, String field) {
    JsonNode value = nonNullField(root, field);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw malformed("The field \"" + field + "\" must be a string.");
    }
    return requireStorable(field, value.textValue());
  }

  /** An unpaired surrogate can't be encoded in UTF-8, and some stores reject NUL. */
  private static String requireStorable(String field, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text) || text.indexOf('\0') >= 0) {
      throw malformed("The field \"" + field + "\" holds characters that are not text.");
    }
    return text;
  }

  private static @Nullable String name(JsonNode root, String field) {
    String value = text(root, field);
    if (value != null && (value.isBlank() || value.length() > MAX_NAME_LENGTH)) {
      throw malformed(
          "The field \"" + field + "\" must be 1 to " + MAX_NAME_LENGTH + " characters long.");
    }
    return value;
  }

  private static @Nullable Integer positiveInteger(JsonNode root, String field) {
    JsonNode value = nonNullField(root, field);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() <= 0) {
      throw malformed("The field \"" + field + "\" must be a whole number over 0.");
    }
    return value.intValue();
  }

  private static Priority priority(JsonNode root) {
    String value = text(root, "priority");
    return switch (value) {
      case null -> Priority.QUALITY;
      case "quality" -> Priority.QUALITY;
      case "speed" -> Priority.SPEED;
      default -> throw malformed("The field \"priority\" must be \"quality\" or \"speed\".");
    };
  }

  private static SummaryPreference summary(JsonNode root) {
    JsonNode value = nonNullField(root, "summary");
    if (value == null || (value.isTextual() && value.textValue().equals("auto"))) {
      return SummaryPreference.AUTO;
    }
    String literal = value.asText();
    if (literal.equals("true")) {
      return SummaryPreference.YES;
    }
    if (literal.equals("false")) {
      return SummaryPreference.NO;
    }
    throw malformed("The field \"summary\" must be \"auto\", true or false.");
  }

  private static Map<String, String> inputs(JsonNode root) {
    JsonNode value = nonNullField(root, "inputs");
    if (value == null) {
      return Map.of();
    }
    if (!value.isObject()) {
      throw malformed("The field \"inputs\" must be an object.");
    }
    Map<String, String> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      inputs.put(entry.getKey(), input(entry.getKey(), entry.getValue()));
    }
    return inputs;
  }

  private static String input(String name, JsonNode value) {
    if (value.isArray()) {
      List<String> items = new ArrayList<>(value.size());
      value.forEach(item -> items.add(input(name, item)));
      return String.join(", ", items);
    }
    if (value.isObject()) {
      throw malformed("The input \"" + name + "\" must be a text, a number or a list of those.");
    }
    return value.isNull() ? "" : requireStorable("inputs." + name, value.asText());
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(Problem.malformed(detail));
  }
}
