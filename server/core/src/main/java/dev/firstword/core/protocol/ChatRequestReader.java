package dev.firstword.core.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.protocol.ChatRequest.SummaryPreference;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.ThinkingOption.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Parses a {@link ChatRequest} from a request body. An invalid body throws a {@link
 * ProblemException} whose message names the field. Unknown fields are ignored with a warning, so
 * that newer clients can talk to older servers, unless the reading is strict.
 */
public final class ChatRequestReader {

  private static final Map<String, ThinkingOption> THINKING_LEVELS =
      Map.of(
          "off", ThinkingOption.of(Level.OFF),
          "auto", ThinkingOption.AUTO,
          "low", ThinkingOption.of(Level.LOW),
          "medium", ThinkingOption.of(Level.MEDIUM),
          "high", ThinkingOption.of(Level.HIGH));

  /** The fields of a chat request. */
  public static final Set<String> CHAT_FIELDS =
      Stream.concat(
              Stream.of(
                  "message",
                  "conversation_id",
                  "continues",
                  "replaces",
                  "origin",
                  "profile",
                  "inputs",
                  "system",
                  "model",
                  "max_ttft_ms",
                  "priority",
                  "summary",
                  "thinking",
                  "think_until_ms"),
              GenerationOptionsReader.FIELDS.stream())
          .collect(Collectors.toUnmodifiableSet());

  private static final String WEBHOOK_URL = "webhook_url";

  private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

  private static final Set<String> JOB_FIELDS =
      Stream.concat(CHAT_FIELDS.stream(), Stream.of(WEBHOOK_URL)).collect(Collectors.toSet());

  private final MessagePartsReader messages;
  private final int maxTextBytes;

  /**
   * Creates a reader.
   *
   * @param attachments which images and files are accepted
   * @param maxTextBytes the maximum size of a body in bytes, without its images and files
   */
  public ChatRequestReader(AttachmentPolicy attachments, int maxTextBytes) {
    this.messages = new MessagePartsReader(attachments);
    this.maxTextBytes = maxTextBytes;
  }

  /**
   * Parses the body of a chat request.
   *
   * @throws ProblemException with status 400 if the body is not a chat request, or with 413 or 422
   *     if its images, files or tools are not accepted
   */
  public ChatRequest read(byte[] body) {
    return read(body, false);
  }

  /**
   * Parses the body of a chat request.
   *
   * @param isStrict whether to reject unknown fields, with status 422
   * @throws ProblemException as {@link #read(byte[])} does
   */
  public ChatRequest read(byte[] body, boolean isStrict) {
    RequestFields request = parse(body);
    return chat(request, request.unknown(CHAT_FIELDS, isStrict));
  }

  /**
   * Reads the fields of a chat request that came in the body of another API.
   *
   * @param fields those of a chat request, with the content of images and files as binary nodes
   * @param warnings sentences on what was ignored in the body
   * @throws ProblemException as {@link #read(byte[])} does
   */
  public ChatRequest read(ObjectNode fields, List<String> warnings) {
    ChatRequest request = chat(new RequestFields(fields), warnings);
    if (request.message().getBytes(StandardCharsets.UTF_8).length > maxTextBytes) {
      throw new ProblemException(Problem.tooLarge(maxTextBytes));
    }
    return request;
  }

  /**
   * Parses the body of a job request.
   *
   * @param isStrict whether to reject unknown fields, with status 422
   * @throws ProblemException as {@link #read(byte[])} does
   */
  public JobRequest readJob(byte[] body, boolean isStrict) {
    RequestFields request = parse(body);
    ChatRequest chat = chat(request, request.unknown(JOB_FIELDS, isStrict));
    if (chat.replaces() != null) {
      throw RequestFields.malformed("A job cannot replace a message. Leave out \"replaces\".");
    }
    return new JobRequest(chat, request.text(WEBHOOK_URL));
  }

  /**
   * Parses the body of a request to prepare a draft.
   *
   * @throws ProblemException with status 400 if the body is not a prepare request
   */
  public static PrepareRequest readPrepare(byte[] body) {
    RequestFields request = new RequestFields(RequestTree.parse(body).root());
    String profile = request.name("profile");
    String draft = request.text("draft");
    return new PrepareRequest(
        request.name("conversation_id"),
        profile == null ? ChatRequest.DEFAULT_PROFILE : profile,
        draft == null ? "" : draft);
  }

  private RequestFields parse(byte[] body) {
    RequestTree.Parsed parsed = RequestTree.parse(body);
    if (body.length - parsed.base64Length() > maxTextBytes) {
      throw new ProblemException(Problem.tooLarge(maxTextBytes));
    }
    return new RequestFields(parsed.root());
  }

  private ChatRequest chat(RequestFields request, List<String> warnings) {
    String continues = request.name("continues");
    MessagePartsReader.Content content = messages.read(request);
    String message = content.text();
    if (message == null && continues != null && content.attachments().isEmpty()) {
      message = ChatRequest.CONTINUE_MESSAGE;
    }
    Map<String, String> inputs = inputs(request);
    if (message == null) {
      if (inputs.isEmpty() && content.attachments().isEmpty()) {
        throw RequestFields.malformed("The field \"message\" is missing.");
      }
      message = "";
    } else if (message.isBlank()) {
      throw RequestFields.malformed("The field \"message\" is blank. Write a message.");
    }
    String profile = request.name("profile");
    return new ChatRequest(
        message,
        request.name("conversation_id"),
        profile == null ? ChatRequest.DEFAULT_PROFILE : profile,
        inputs,
        request.text("system"),
        request.name("model"),
        request.positiveInteger("max_ttft_ms"),
        priority(request),
        summary(request),
        thinking(request),
        request.positiveInteger("think_until_ms"),
        content.attachments(),
        GenerationOptionsReader.read(request),
        continues,
        replaces(request, continues),
        origin(request),
        warnings);
  }

  private static @Nullable String replaces(RequestFields request, @Nullable String continues) {
    String replaces = request.name("replaces");
    if (replaces != null && request.name("conversation_id") == null) {
      throw request.invalid("replaces", "needs \"conversation_id\"");
    }
    if (replaces != null && continues != null) {
      throw request.invalid("replaces", "cannot be combined with \"continues\"");
    }
    return replaces;
  }

  private static @Nullable String origin(RequestFields request) {
    String origin = request.text("origin");
    if (origin != null && !ORIGIN.matcher(origin).matches()) {
      throw request.invalid(
          "origin", "must be 1 to 32 of a-z, 0-9, \"_\" and \"-\", and begin with a letter");
    }
    return origin;
  }

  private static @Nullable ThinkingOption thinking(RequestFields request) {
    JsonNode value = request.get("thinking");
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
    throw request.invalid(
        "thinking",
        "must be \"off\", \"auto\", \"low\", \"medium\", \"high\", or a number of tokens from "
            + ThinkingOption.MIN_BUDGET_TOKENS
            + " to "
            + ThinkingOption.MAX_BUDGET_TOKENS);
  }

  private static Priority priority(RequestFields request) {
    String value = request.text("priority");
    return switch (value) {
      case null -> Priority.QUALITY;
      case "quality" -> Priority.QUALITY;
      case "speed" -> Priority.SPEED;
      default -> throw request.invalid("priority", "must be \"quality\" or \"speed\"");
    };
  }

  private static SummaryPreference summary(RequestFields request) {
    JsonNode value = request.get("summary");
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
    throw request.invalid("summary", "must be \"auto\", true or false");
  }

  private static Map<String, String> inputs(RequestFields request) {
    JsonNode value = request.get("inputs");
    if (value == null) {
      return Map.of();
    }
    if (!value.isObject()) {
      throw request.invalid("inputs", "must be an object");
    }
    Map<String, String> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      inputs.put(entry.getKey(), input(request, entry.getKey(), entry.getValue()));
    }
    return inputs;
  }

  private static String input(RequestFields request, String name, JsonNode value) {
    if (value.isArray()) {
      List<String> items = new ArrayList<>(value.size());
      value.forEach(item -> items.add(input(request, name, item)));
      return String.join(", ", items);
    }
    if (value.isObject()) {
      throw RequestFields.malformed(
          "The input \"" + name + "\" must be a text, a number or a list of those.");
    }
    return value.isNull() ? "" : request.requireStorable("inputs." + name, value.asText());
  }
}
