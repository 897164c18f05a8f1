package dev.firstword.api.uistream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.api.uistream.UiChatRequest.Content;
import dev.firstword.api.uistream.UiChatRequest.Question;
import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.RequestFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link UiChatRequest} from a body. Beside the fields of the chat hook, it may have those
 * of a chat request, which an application adds.
 */
public final class UiChatRequestReader {

  private static final String SUBMIT = "submit-message";
  private static final String REGENERATE = "regenerate-message";

  /** The fields that come from the message and from the chat's id instead. */
  private static final Set<String> REPLACED =
      Set.of("message", "conversation_id", "continues", "replaces");

  private static final Set<String> FIELDS = fields();

  private UiChatRequestReader() {}

  private static Set<String> fields() {
    Set<String> fields = new HashSet<>(ChatRequestReader.CHAT_FIELDS);
    fields.removeAll(REPLACED);
    fields.addAll(Set.of("id", "message", "messages", "trigger", "messageId"));
    return Set.copyOf(fields);
  }

  /**
   * Reads a parsed body.
   *
   * @param isStrict whether to reject unknown fields, with status 422
   * @throws ProblemException with status 400 if it is no such request, with 413 or 422 if its
   *     content is not accepted
   */
  public static UiChatRequest read(JsonNode body, boolean isStrict) {
    RequestFields request = new RequestFields(body);
    String chatId = request.name("id");
    if (chatId == null) {
      throw request.invalid("id", "is missing");
    }
    return new UiChatRequest(chatId, content(request, request.unknown(FIELDS, isStrict)));
  }

  private static Content content(RequestFields request, List<String> warnings) {
    boolean isAgain = isAgain(request);
    RequestFields message = lastMessage(request);
    String role = message.text("role");
    return switch (role) {
      case "user" -> question(request, message, isAgain, warnings);
      case "assistant" -> {
        if (isAgain) {
          throw message.invalid("role", "must be \"user\" to have it answered again");
        }
        yield UiToolOutputsReader.read(message);
      }
      case null, default -> throw message.invalid("role", "must be \"user\" or \"assistant\"");
    };
  }

  private static boolean isAgain(RequestFields request) {
    String trigger = request.text("trigger");
    return switch (trigger) {
      case null -> false;
      case SUBMIT -> false;
      case REGENERATE -> true;
      default ->
          throw request.invalid("trigger", "must be \"" + SUBMIT + "\" or \"" + REGENERATE + "\"");
    };
  }

  /** Returns the message of an application that sends only one, or the last one. */
  private static RequestFields lastMessage(RequestFields request) {
    JsonNode one = request.get("message");
    JsonNode messages = request.get("messages");
    if (one != null) {
      return message(request, one, "message");
    }
    if (messages == null || !messages.isArray() || messages.isEmpty()) {
      throw request.invalid("messages", "must be a list of at least one message");
    }
    int last = messages.size() - 1;
    return message(request, messages.get(last), "messages[" + last + "]");
  }

  private static RequestFields message(RequestFields request, JsonNode message, String path) {
    if (!message.isObject()) {
      throw request.invalid(path, "must be an object");
    }
    return new RequestFields(message, path + ".");
  }

  /** Returns the parts of a message. */
  static List<RequestFields> parts(RequestFields message) {
    JsonNode list = message.get("parts");
    if (list == null || !list.isArray()) {
      throw message.invalid("parts", "must be a list");
    }
    List<RequestFields> parts = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      if (!list.get(i).isObject()) {
        throw message.invalid("parts[" + i + "]", "must be an object");
      }
      parts.add(new RequestFields(list.get(i), message.path() + "parts[" + i + "]."));
    }
    return parts;
  }

  private static Question question(
      RequestFields request, RequestFields message, boolean isAgain, List<String> warnings) {
    String id = message.name("id");
    ArrayNode parts = JsonNodeFactory.instance.arrayNode();
    List<String> content = new ArrayList<>();
    for (RequestFields part : parts(message)) {
      String type = part.text("type");
      if ("text".equals(type)) {
        String text = part.text("text");
        if (text != null && !text.isBlank()) {
          content.add("text");
          content.add(text);
          parts.addObject().put("type", "text").put("text", text);
        }
      } else if ("file".equals(type)) {
        parts.add(UiFilePart.read(part));
        content.add("file");
        content.add(orElse(part.text("url"), ""));
      } // All others are what a page shows, such as steps and data.
    }
    if (parts.isEmpty()) {
      throw message.invalid("parts", "has no text and no file");
    }
    return new Question(
        id,
        isAgain,
        !isAgain && id != null && id.equals(request.text("messageId")),
        fields(request, parts),
        warnings,
        Identifier.derive("message", content));
  }

  private static ObjectNode fields(RequestFields request, ArrayNode parts) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (String field : ChatRequestReader.CHAT_FIELDS) {
      JsonNode value = request.get(field);
      if (value != null && !REPLACED.contains(field)) {
        fields.set(field, field.equals("tools") ? tools(request, value) : value);
      }
    }
    fields.set("message", parts);
    return fields;
  }

  /** Some pages send the tools by their names, and not as a list. */
  private static JsonNode tools(RequestFields request, JsonNode tools) {
    if (!tools.isObject()) {
      return tools;
    }
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Map.Entry<String, JsonNode> tool : tools.properties()) {
      if (!tool.getValue().isObject()) {
        throw request.invalid("tools." + tool.getKey(), "must be an object");
      }
      ObjectNode named = tool.getValue().deepCopy();
      list.add(named.put("name", tool.getKey()));
    }
    return list;
  }

  /** Returns why nothing in a message is new. */
  static ProblemException nothingNew(String detail) {
    return new ProblemException(Problem.notAnswerable(detail));
  }

  /** Returns a text, or a default if it is null. */
  static String orElse(@Nullable String text, String other) {
    return text == null ? other : text;
  }
}
