package dev.firstword.core.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object in a request. An invalid one throws a {@link ProblemException} whose
 * message names it.
 *
 * @param object the object
 * @param path its path in messages, such as {@code tools[2].}; empty for the request itself
 */
public record RequestFields(JsonNode object, String path) {

  /**
   * No id or name of this server is longer. The limit keeps hostile names out of indexes and logs.
   */
  static final int MAX_NAME_LENGTH = 200;

  /** Enough to find a misspelling; what follows is most likely a wrong kind of object. */
  static final int MAX_WARNINGS = 10;

  public RequestFields(JsonNode object) {
    this(object, "");
  }

  /**
   * Returns a sentence on each field that is not among the known ones, up to a limit.
   *
   * @param isStrict whether to reject them, with status 422
   */
  public List<String> unknown(Set<String> known, boolean isStrict) {
    List<String> sentences = new ArrayList<>();
    object
        .fieldNames()
        .forEachRemaining(field -> {
          if (!known.contains(field) && sentences.size() < MAX_WARNINGS) {
            sentences.add("The field \"" + abbreviate(field) + "\" is unknown.");
          }
        });
    if (isStrict && !sentences.isEmpty()) {
      throw new ProblemException(Problem.notAnswerable(sentences.getFirst()));
    }
    return sentences;
  }

  /** Returns the start of a name, without characters that are not text. */
  static String abbreviate(String field) {
    String start = field.substring(0, Math.min(field.length(), MAX_NAME_LENGTH));
    return new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** Returns a field; null if it is absent or JSON's null. */
  public @Nullable JsonNode get(String field) {
    JsonNode value = object.get(field);
    return value == null || value.isNull() ? null : value;
  }

  public @Nullable String text(String field) {
    JsonNode value = get(field);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw invalid(field, "must be a string");
    }
    return requireStorable(field, value.textValue());
  }

  /** An unpaired surrogate can't be encoded in UTF-8, and some stores reject NUL. */
  public String requireStorable(String field, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text) || text.indexOf('\0') >= 0) {
      throw invalid(field, "holds characters that are not text");
    }
    return text;
  }

  public @Nullable String name(String field) {
    String value = text(field);
    if (value != null && (value.isBlank() || value.length() > MAX_NAME_LENGTH)) {
      throw invalid(field, "must be 1 to " + MAX_NAME_LENGTH + " characters long");
    }
    return value;
  }

  public @Nullable Integer positiveInteger(String field) {
    JsonNode value = get(field);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() <= 0) {
      throw invalid(field, "must be a whole number over 0");
    }
    return value.intValue();
  }

  public @Nullable Boolean bool(String field) {
    JsonNode value = get(field);
    if (value == null) {
      return null;
    }
    if (!value.isBoolean()) {
      throw invalid(field, "must be true or false");
    }
    return value.booleanValue();
  }

  /** Returns the problem of a field; {@code what} is the rest of the sentence. */
  public ProblemException invalid(String field, String what) {
    return malformed("The field \"" + path + field + "\" " + what + ".");
  }

  public static ProblemException malformed(String detail) {
    return new ProblemException(Problem.malformed(detail));
  }
}
