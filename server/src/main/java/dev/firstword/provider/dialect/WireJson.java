package dev.firstword.provider.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** JSON as it goes to and comes from providers, read and written without a tree in between. */
public final class WireJson {

  /** Reads or writes one document. */
  @FunctionalInterface
  public interface Step<T> {
    void apply(T json) throws IOException;
  }

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // A parser's complaint must not quote what a provider sent.
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  private WireJson() {}

  /** Writes one object. */
  public static byte[] write(Step<JsonGenerator> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      members.apply(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** A parser for one document; it keeps the bytes until it is closed. */
  public static JsonParser parser(byte[] bytes, int offset, int length) throws IOException {
    return FACTORY.createParser(bytes, offset, length);
  }

  /**
   * Moves to the value of the object's next member.
   *
   * @return the member's name; absent at the object's end
   */
  public static @Nullable String nextMember(JsonParser json) throws IOException {
    String name = json.nextFieldName();
    if (name != null) {
      json.nextToken();
    }
    return name;
  }

  /** The string the parser stands on; absent, and skipped, where it is something else. */
  public static @Nullable String stringOrSkip(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    json.skipChildren();
    return null;
  }

  /** The count the parser stands on; the present one where it is something else. */
  public static long countOrSkip(JsonParser json, long present) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return Math.max(0, json.getLongValue());
    }
    json.skipChildren();
    return present;
  }

  /** Whether the parser stands on an object; anything else is skipped. */
  public static boolean isObjectOrSkip(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      return true;
    }
    json.skipChildren();
    return false;
  }

  /**
   * The text with every half of a surrogate pair that stands alone replaced by U+FFFD: JSON that a
   * person sent may hold one, and UTF-8 cannot.
   */
  public static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new String(
            text.codePoints()
                .map(each -> each >= 0xD800 && each <= 0xDFFF ? 0xFFFD : each)
                .toArray(),
            0,
            text.codePointCount(0, text.length()));
      }
    }
    return text;
  }
}
