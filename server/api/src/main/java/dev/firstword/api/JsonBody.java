package dev.firstword.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A JSON request body with typed access to its fields. An invalid field throws a {@link
 * ProblemException} whose message names it.
 */
public record JsonBody(JsonNode root) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(64 * 1024 * 1024).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static JsonBody read(byte[] body) {
    JsonNode root;
    try {
      root =
          MAPPER.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException _) {
      throw malformed("The request is not valid UTF-8.");
    } catch (JsonProcessingException _) {
      throw malformed("The request is not valid JSON.");
    }
    if (!root.isObject()) {
      throw malformed("The request must be a JSON object.");
    }
    return new JsonBody(root);
  }

  private @Nullable JsonNode nonNullField(String field) {
    JsonNode value = root.get(field);
    return value == null || value.isNull() ? null : value;
  }

  @Nullable String text(String field) {
    JsonNode value = nonNullField(field);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw malformed("The field \"" + field + "\" must be a string.");
    }
    return value.textValue();
  }

  /** Returns a string field that can be stored and displayed, with a maximum length. */
  @Nullable String text(String field, int maxLength) {
    return requireText("field \"" + field + "\"", text(field), maxLength);
  }

  static @Nullable String requireText(String description, @Nullable String text, int maxLength) {
    if (text == null) {
      return null;
    }
    if (text.length() > maxLength) {
      throw malformed("The " + description + " must be at most " + maxLength + " characters long.");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text) || text.indexOf('\0') >= 0) {
      throw malformed("The " + description + " holds characters that are not text.");
    }
    return text;
  }

  int integer(String field, int defaultValue, int min, int max) {
    JsonNode value = nonNullField(field);
    if (value == null) {
      return defaultValue;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < min
        || value.intValue() > max) {
      throw malformed(
          "The field \"" + field + "\" must be a whole number from " + min + " to " + max + ".");
    }
    return value.intValue();
  }

  boolean bool(String field, boolean defaultValue) {
    JsonNode value = nonNullField(field);
    if (value == null) {
      return defaultValue;
    }
    if (!value.isBoolean()) {
      throw malformed("The field \"" + field + "\" must be true or false.");
    }
    return value.booleanValue();
  }

  static ProblemException malformed(String detail) {
    return new ProblemException(Problem.malformed(detail));
  }
}
