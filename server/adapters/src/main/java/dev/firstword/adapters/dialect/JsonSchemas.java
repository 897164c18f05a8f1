package dev.firstword.adapters.dialect;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Writes the JSON schemas of a request as providers require them. */
public final class JsonSchemas {

  private JsonSchemas() {}

  /** Writes the schema of a tool's arguments. Providers require {@code "type":"object"}. */
  public static void writeParameters(JsonGenerator json, String field, String schema)
      throws IOException {
    json.writeFieldName(field);
    try (JsonParser parser = parser(schema)) {
      boolean hasType = false;
      json.writeStartObject();
      for (String name; (name = WireJson.nextField(parser)) != null; ) {
        hasType |= name.equals("type");
        json.writeFieldName(WireJson.replaceLoneSurrogates(name));
        WireJson.copyValue(parser, json);
      }
      if (!hasType) {
        json.writeStringField("type", "object");
      }
      json.writeEndObject();
    }
  }

  /** Writes a schema as it is. */
  public static void write(JsonGenerator json, String field, String schema) throws IOException {
    json.writeFieldName(field);
    WireJson.copyText(schema, json);
  }

  /**
   * Writes a schema in which every object says that it has no other properties, unless it says
   * otherwise. Anthropic requires it; what fits such a schema also fits the original.
   */
  public static void writeClosed(JsonGenerator json, String field, String schema)
      throws IOException {
    json.writeFieldName(field);
    try (JsonParser parser = parser(schema)) {
      copySchema(parser, json);
    }
  }

  private static JsonParser parser(String schema) throws IOException {
    JsonParser parser = WireJson.parser(schema);
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("a schema is not an object");
    }
    return parser;
  }

  private static void copySchema(JsonParser parser, JsonGenerator json) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> copyObjectSchema(parser, json);
      case START_ARRAY -> {
        json.writeStartArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          copySchema(parser, json);
        }
        json.writeEndArray();
      }
      default -> WireJson.copyValue(parser, json);
    }
  }

  private static void copyObjectSchema(JsonParser parser, JsonGenerator json) throws IOException {
    boolean isObject = false;
    boolean isClosed = false;
    json.writeStartObject();
    for (String name; (name = WireJson.nextField(parser)) != null; ) {
      json.writeFieldName(WireJson.replaceLoneSurrogates(name));
      isClosed |= name.equals("additionalProperties");
      isObject |= name.equals("type") && "object".equals(parser.getText());
      switch (name) {
        case "properties", "$defs", "definitions" -> copySchemas(parser, json);
        // What these hold is data.
        case "const", "enum", "default", "examples" -> WireJson.copyValue(parser, json);
        default -> copySchema(parser, json);
      }
    }
    if (isObject && !isClosed) {
      json.writeBooleanField("additionalProperties", false);
    }
    json.writeEndObject();
  }

  /** Copies an object whose fields have names of the user's, each with a schema. */
  private static void copySchemas(JsonParser parser, JsonGenerator json) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      WireJson.copyValue(parser, json);
      return;
    }
    json.writeStartObject();
    for (String name; (name = WireJson.nextField(parser)) != null; ) {
      json.writeFieldName(WireJson.replaceLoneSurrogates(name));
      copySchema(parser, json);
    }
    json.writeEndObject();
  }
}
