package dev.firstword.core.protocol;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variant.PaddingReadBehaviour;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Parses the body of a request into a tree. The base64 of images and files is decoded on the way,
 * because the text of it would take several times the memory.
 */
public final class RequestTree {

  /** Schemas of tools nest; nothing else does. Deeper ones could exhaust the stack. */
  static final int MAX_DEPTH = 100;

  /** A node takes many times the memory of the two bytes that make one. */
  static final int MAX_TOKENS = 250_000;

  private static final int MAX_STRING_LENGTH = 128 * 1024 * 1024;

  /** By so many bytes at the start, the parser recognises an encoding. */
  private static final int ENCODING_MARK_BYTES = 4;

  private static final int DECODING_BUFFER = 4 * 1024;

  /** Where the parts of a message are, and the field that has the content of one. */
  private static final String MESSAGE = "message";

  private static final String DATA = "data";
  private static final int DATA_DEPTH = 3;

  /** Some encoders leave out the padding. */
  private static final Base64Variant BASE64 =
      Base64Variants.MIME_NO_LINEFEEDS.withReadPadding(PaddingReadBehaviour.PADDING_ALLOWED);

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxTokenCount(MAX_TOKENS)
                  .maxStringLength(MAX_STRING_LENGTH)
                  .build())
          .build();

  private final JsonNodeFactory nodes = JsonNodeFactory.instance;
  private final byte[] body;
  private final JsonParser parser;
  private final boolean keepsContent;
  private boolean isInMessage;
  private int depth;
  private long base64Length;

  private RequestTree(byte[] body, JsonParser parser, boolean keepsContent) {
    this.body = body;
    this.parser = parser;
    this.keepsContent = keepsContent;
  }

  /**
   * A parsed body.
   *
   * @param root an object
   * @param base64Length how many bytes of the body were base64 of images and files
   */
  public record Parsed(JsonNode root, long base64Length) {}

  /**
   * Parses a body.
   *
   * @throws ProblemException with status 400 if it is not a JSON object in UTF-8
   */
  public static Parsed parse(byte[] body) {
    return parse(body, true);
  }

  /** Parses a body that is known to be valid, with null in place of images and files. */
  static JsonNode parseWithoutContent(byte[] body) {
    return parse(body, false).root();
  }

  private static Parsed parse(byte[] body, boolean keepsContent) {
    requireUtf8(body);
    try (JsonParser parser = JSON.createParser(body)) {
      RequestTree tree = new RequestTree(body, parser, keepsContent);
      JsonToken first = parser.nextToken();
      JsonNode root = first == null ? null : tree.value(first);
      if (root == null || parser.nextToken() != null) {
        throw RequestFields.malformed("The request is not valid JSON.");
      }
      if (!root.isObject()) {
        throw RequestFields.malformed("The request must be a JSON object.");
      }
      return new Parsed(root, tree.base64Length);
    } catch (StreamConstraintsException _) {
      throw RequestFields.malformed(
          "The request is nested more than %d levels deep, or has more than %d values."
              .formatted(MAX_DEPTH, MAX_TOKENS));
    } catch (JsonProcessingException _) {
      throw RequestFields.malformed("The request is not valid JSON.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Checks in pieces, so that no second copy of a large body exists. */
  private static void requireUtf8(byte[] body) {
    // The parser would take these for UTF-16 or UTF-32. No JSON text in UTF-8 has them.
    for (int i = 0; i < Math.min(body.length, ENCODING_MARK_BYTES); i++) {
      if (body[i] == 0) {
        throw RequestFields.malformed("The request is not valid UTF-8.");
      }
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(body);
    CharBuffer out = CharBuffer.allocate(DECODING_BUFFER);
    CoderResult result;
    do {
      out.clear();
      result = decoder.decode(in, out, true);
    } while (result.isOverflow());
    if (result.isError()) {
      throw RequestFields.malformed("The request is not valid UTF-8.");
    }
  }

  /** Recurses no deeper than the parser allows. */
  private JsonNode value(JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> nodes.textNode(parser.getText());
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> decimal();
      case VALUE_TRUE -> nodes.booleanNode(true);
      case VALUE_FALSE -> nodes.booleanNode(false);
      case VALUE_NULL -> nodes.nullNode();
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no value starts with " + token);
    };
  }

  private JsonNode decimal() throws IOException {
    double number = parser.getDoubleValue();
    if (Double.isInfinite(number)) {
      throw RequestFields.malformed("The request has a number that is too large.");
    }
    return nodes.numberNode(number);
  }

  private JsonNode integer() throws IOException {
    return switch (parser.getNumberType()) {
      case INT -> nodes.numberNode(parser.getIntValue());
      case LONG -> nodes.numberNode(parser.getLongValue());
      case BIG_INTEGER, BIG_DECIMAL, FLOAT, DOUBLE -> nodes.numberNode(parser.getBigIntegerValue());
    };
  }

  private ObjectNode object() throws IOException {
    ObjectNode object = nodes.objectNode();
    depth++;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (depth == 1) {
        isInMessage = name.equals(MESSAGE);
      }
      JsonToken token = parser.nextToken();
      boolean isData = isInMessage && depth == DATA_DEPTH && name.equals(DATA);
      object.set(name, isData && token == JsonToken.VALUE_STRING ? data() : value(token));
    }
    depth--;
    return object;
  }

  private ArrayNode array() throws IOException {
    ArrayNode array = nodes.arrayNode();
    depth++;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      array.add(value(token));
    }
    depth--;
    return array;
  }

  /** Decodes base64. */
  private JsonNode data() throws IOException {
    if (!keepsContent) {
      return nodes.nullNode();
    }
    int start = (int) parser.currentTokenLocation().getByteOffset() + 1;
    try {
      byte[] content = parser.getBinaryValue(BASE64);
      base64Length += parser.currentLocation().getByteOffset() - start;
      return nodes.binaryNode(content);
    } catch (JsonProcessingException e) {
      throw new ProblemException(Problem.malformed(reasonNotBase64(start)), e);
    }
  }

  private String reasonNotBase64(int start) {
    if (startsWith(start, "http:") || startsWith(start, "https:")) {
      return MessagePartsReader.NOT_FETCHED;
    }
    return startsWith(start, "data:")
        ? "The \"data\" of a part is a data URL. Send only the base64 after the comma."
        : "The \"data\" of a part is not base64.";
  }

  private boolean startsWith(int start, String prefix) {
    return body.length - start > prefix.length()
        && new String(body, start, prefix.length(), StandardCharsets.ISO_8859_1)
            .equalsIgnoreCase(prefix);
  }
}
