package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.RequestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the requests of all APIs have in common. */
final class RequestParts {

  private RequestParts() {}

  /** Handles one object of a list. */
  interface Element {
    void read(RequestFields element);
  }

  /** Adds what one part of a message has. */
  interface PartReader {
    void read(RequestFields part, List<ContentPart> parts);
  }

  /** Reads each object of a list; a missing list has none. */
  static void forEach(RequestFields parent, String field, Element reader) {
    JsonNode list = parent.get(field);
    if (list == null) {
      return;
    }
    if (!list.isArray()) {
      throw parent.invalid(field, "must be a list");
    }
    for (int i = 0; i < list.size(); i++) {
      String place = field + "[" + i + "]";
      if (!list.get(i).isObject()) {
        throw parent.invalid(place, "must be an object");
      }
      reader.read(new RequestFields(list.get(i), parent.path() + place + "."));
    }
  }

  /** Returns the fields of an object; null if it is absent. */
  static @Nullable RequestFields object(RequestFields parent, String field) {
    JsonNode value = parent.get(field);
    if (value == null) {
      return null;
    }
    if (!value.isObject()) {
      throw parent.invalid(field, "must be an object");
    }
    return new RequestFields(value, parent.path() + field + ".");
  }

  static String requireText(RequestFields fields, String field) {
    String value = fields.text(field);
    if (value == null) {
      throw fields.invalid(field, "is missing");
    }
    return value;
  }

  static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }

  /** Adds a text, unless it is blank: providers refuse empty text. */
  static void addText(List<ContentPart> parts, @Nullable String text) {
    if (text != null && !text.isBlank()) {
      parts.add(new ContentPart.Text(text));
    }
  }

  /**
   * Reads the content of a message: a string, or a list of parts.
   *
   * @param reader reads each part
   */
  static List<ContentPart> content(RequestFields message, PartReader reader) {
    JsonNode content = message.get("content");
    if (content == null) {
      throw message.invalid("content", "is missing");
    }
    List<ContentPart> parts = new ArrayList<>();
    if (content.isTextual()) {
      addText(parts, message.text("content"));
    } else {
      forEach(message, "content", part -> reader.read(part, parts));
    }
    return parts;
  }

  /**
   * Returns the text of a field that is a string or a list of texts.
   *
   * @param types the types of the parts that have text
   */
  static String joinedText(RequestFields parent, String field, Set<String> types) {
    JsonNode value = parent.get(field);
    if (value == null) {
      return "";
    }
    if (value.isTextual()) {
      return orEmpty(parent.text(field));
    }
    List<String> texts = new ArrayList<>();
    forEach(
        parent,
        field,
        part -> {
          if (!types.contains(orEmpty(part.text("type")))) {
            throw part.invalid("type", "is not supported here; send text");
          }
          texts.add(requireText(part, "text"));
        });
    return String.join("\n\n", texts);
  }

  /**
   * Rejects fields that would change the answer and that this server does not pass on.
   *
   * @param unsupported their names; each is accepted if it is absent, null, false, 0 or empty
   */
  static void rejectUnsupported(RequestFields request, Set<String> unsupported) {
    for (String field : unsupported) {
      JsonNode value = request.get(field);
      if (value != null && !hasNoEffect(value)) {
        throw unsupported(request, field);
      }
    }
  }

  static ProblemException unsupported(RequestFields request, String field) {
    return request.invalid(field, "is not supported by this server; leave it out");
  }

  private static boolean hasNoEffect(JsonNode value) {
    return value.isContainerNode()
        ? value.isEmpty()
        : value.isNumber() ? value.doubleValue() == 0 : value.isBoolean() && !value.booleanValue();
  }

  /** Returns the names of the fields that are not among these. */
  static List<String> others(RequestFields request, Set<String> known) {
    List<String> others = new ArrayList<>();
    request
        .object()
        .fieldNames()
        .forEachRemaining(field -> {
          if (!known.contains(field)) {
            others.add(field);
          }
        });
    return others;
  }

  /** Copies a field if it is present. */
  static void copy(RequestFields from, String field, ObjectNode to, String name) {
    JsonNode value = from.get(field);
    if (value != null) {
      to.set(name, value);
    }
  }

  static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }
}
