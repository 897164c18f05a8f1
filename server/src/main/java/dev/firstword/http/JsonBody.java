package dev.firstword.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request's body as JSON, whose fields are asked for by name. Whatever is wrong with one ends in
 * a {@link RefusedException} whose sentence names it.
 */
record JsonBody(JsonNode root) {

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

  private @Nullable JsonNode present(String field) {
    JsonNode value = root.get(field);
    return value == null || value.isNull() ? null : value;
  }

  @Nullable String text(String field) {
    JsonNode value = present(field);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw malformed("The field \"" + field + "\" must be a string.");
    }
    return value.textValue();
  }

  /** A text that can be stored and shown, within a length. */
  @Nullable String text(String field, int longest) {
    return within("field \"" + field + "\"", text(field), longest);
  }

  static @Nullable String within(String what, @Nullable String text, int longest) {
    if (text == null) {
      return null;
    }
    if (text.length() > longest) {
      throw malformed("The " + what + " must be at most " + longest + " characters long.");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text) || text.indexOf('\0') >= 0) {
      throw malformed("The " + what + " holds characters that are not text.");
    }
    return text;
  }

  int whole(String field, int otherwise, int least, int most) {
    JsonNode value = present(field);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < least
        || value.intValue() > most) {
      throw malformed(
          "The field \"" + field + "\" must be a whole number from " + least + " to " + most + ".");
    }
    return value.intValue();
  }

  boolean truth(String field, boolean otherwise) {
    JsonNode value = present(field);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw malformed("The field \"" + field + "\" must be true or false.");
    }
    return value.booleanValue();
  }

  static RefusedException malformed(String detail) {
    return new RefusedException(Problem.malformed(detail));
  }
}
