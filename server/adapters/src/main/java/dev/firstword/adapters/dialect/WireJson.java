package dev.firstword.adapters.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads and writes provider JSON by streaming, without an intermediate tree. */
public final class WireJson {

  /** Reads or writes one document. */
  @FunctionalInterface
  public interface JsonConsumer<T> {
    void accept(T json) throws IOException;
  }

  /** Leaves room for the levels of a request around a copied value. */
  private static final int MAX_DEPTH = StreamReadConstraints.DEFAULT_MAX_DEPTH / 2;

  /** More than any body that is read here can have. */
  private static final int MAX_STRING_LENGTH = 128 * 1024 * 1024;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(MAX_STRING_LENGTH).build())
          // Parser errors must not quote the provider's text.
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  /** Servers in Python write probabilities as {@code NaN} and {@code -Infinity}. */
  private static final JsonFactory PROVIDER_FACTORY =
      JsonFactory.builder()
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private WireJson() {}

  /** Writes one object and returns its bytes. */
  public static byte[] write(JsonConsumer<JsonGenerator> writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      writer.accept(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** Returns the number of elements of the current value; 0 if it is no array. */
  public static int countElements(JsonParser json) throws IOException {
    int count = 0;
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        json.skipChildren();
        count++;
      }
    } else {
      json.skipChildren();
    }
    return count;
  }

  /**
   * Returns a parser for one document of a provider; it references the bytes until it is closed.
   */
  public static JsonParser parser(byte[] bytes, int offset, int length) throws IOException {
    return PROVIDER_FACTORY.createParser(bytes, offset, length);
  }

  /** Returns a parser for one document. */
  public static JsonParser parser(String text) throws IOException {
    return FACTORY.createParser(text);
  }

  /** Returns whether a text is one JSON object that can be copied into a request. */
  public static boolean isObject(String text) {
    return is(text, JsonToken.START_OBJECT);
  }

  /** Returns whether a text is one JSON array that can be copied into a request. */
  public static boolean isArray(String text) {
    return is(text, JsonToken.START_ARRAY);
  }

  private static boolean is(String text, JsonToken start) {
    try (JsonParser json = parser(text)) {
      if (json.nextToken() != start) {
        return false;
      }
      int depth = 1;
      while (depth > 0) {
        JsonToken token = json.nextToken();
        if (token == null) {
          return false;
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth > MAX_DEPTH) {
          return false;
        }
      }
      return json.nextToken() == null;
    } catch (IOException _) {
      return false;
    }
  }

  /** Copies a text of one JSON value. */
  public static void copyText(String text, JsonGenerator to) throws IOException {
    try (JsonParser json = parser(text)) {
      json.nextToken();
      copyValue(json, to);
    }
  }

  /**
   * Copies the current value. Lone surrogates are replaced, even if they were escaped, since
   * providers refuse them.
   */
  public static void copyValue(JsonParser from, JsonGenerator to) throws IOException {
    int depth = 0;
    do {
      JsonToken token = depth == 0 ? from.currentToken() : from.nextToken();
      switch (token) {
        case START_OBJECT -> to.writeStartObject();
        case END_OBJECT -> to.writeEndObject();
        case START_ARRAY -> to.writeStartArray();
        case END_ARRAY -> to.writeEndArray();
        case FIELD_NAME -> to.writeFieldName(replaceLoneSurrogates(from.currentName()));
        case VALUE_STRING -> to.writeString(replaceLoneSurrogates(from.getText()));
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> to.writeNumber(from.getText());
        case VALUE_TRUE -> to.writeBoolean(true);
        case VALUE_FALSE -> to.writeBoolean(false);
        case VALUE_NULL -> to.writeNull();
        case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> throw new IOException("not a JSON text");
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    } while (depth > 0);
  }

  /**
   * Advances to the value of the object's next field.
   *
   * @return the field's name; null at the end of the object
   */
  public static @Nullable String nextField(JsonParser json) throws IOException {
    String name = json.nextFieldName();
    if (name != null) {
      json.nextToken();
    }
    return name;
  }

  /**
   * Returns the current string; skips any other value and returns null. It has no lone surrogates
   * but at its ends, where a character may be split between two events.
   */
  public static @Nullable String stringOrSkip(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return SplitSurrogates.replaceInside(json.getText());
    }
    json.skipChildren();
    return null;
  }

  /** Returns the current string; empty, after skipping it, if the value is none. */
  public static String stringOrEmpty(JsonParser json) throws IOException {
    String text = stringOrSkip(json);
    return text == null ? "" : text;
  }

  /**
   * Returns the current value as it was written, and skips it.
   *
   * @param bytes the document that is parsed, from {@code offset} on
   */
  public static String rawValue(JsonParser json, byte[] bytes, int offset) throws IOException {
    int start = offset + Math.toIntExact(json.currentTokenLocation().getByteOffset());
    json.skipChildren();
    json.finishToken();
    int end = offset + Math.toIntExact(json.currentLocation().getByteOffset());
    return new String(bytes, start, end - start, UTF_8);
  }

  /**
   * Begins the object that the document must be.
   *
   * @throws IOException if it is anything else
   */
  public static void beginObject(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("not an object");
    }
  }

  /**
   * Ends the document.
   *
   * @throws IOException if it has more than one value
   */
  public static void endDocument(JsonParser json) throws IOException {
    if (json.nextToken() != null) {
      throw new IOException("more than one value");
    }
  }

  /** Returns the current count; skips any other value and returns {@code fallback}. */
  public static long countOrSkip(JsonParser json, long fallback) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      long number = longValue(json);
      return number == Long.MAX_VALUE ? fallback : Math.max(0, number);
    }
    json.skipChildren();
    return fallback;
  }

  /** Returns the current integer; the highest one if it has more than 64 bits. */
  static long longValue(JsonParser json) throws IOException {
    return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? Long.MAX_VALUE
        : json.getLongValue();
  }

  /**
   * Returns a word such as a finish reason, in any form that servers write it: a string, a number,
   * {@code true}, the first item of a list, or a field of an object. Null if there is none.
   */
  public static @Nullable String wordOrSkip(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE -> json.getText();
      case START_ARRAY -> {
        String first = null;
        while (json.nextToken() != JsonToken.END_ARRAY) {
          String word = wordOrSkip(json);
          first = first == null ? word : first;
        }
        yield first;
      }
      case START_OBJECT -> {
        String word = null;
        for (String field; (field = nextField(json)) != null; ) {
          if (field.equals("type") || field.equals("reason")) {
            word = wordOrSkip(json);
          } else {
            json.skipChildren();
          }
        }
        yield word;
      }
      default -> stringOrSkip(json);
    };
  }

  /** Returns whether the current value is an object; skips any other value. */
  public static boolean isObjectOrSkip(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      return true;
    }
    json.skipChildren();
    return false;
  }

  /**
   * Returns the text with every lone surrogate replaced by U+FFFD: JSON from a user may contain
   * one, but UTF-8 cannot represent it.
   */
  public static String replaceLoneSurrogates(String text) {
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
