package dev.firstword.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The OpenAPI description of everything that the server answers. Each part of the API has a file
 * with its paths and schemas; this joins them.
 */
public final class OpenApiDocument {

  /** The first has what belongs to no part, such as the title and the problems. */
  private static final List<String> PARTS =
      List.of(
          "document",
          "turns",
          "turn-events",
          "jobs",
          "tokens",
          "conversations",
          "documents",
          "users",
          "ui-messages",
          "messages",
          "chat-completions",
          "responses",
          "models",
          "latency",
          "latency-injection",
          "service");

  private OpenApiDocument() {}

  /** Joins the files when the document is first asked for, so that no start waits for it. */
  private static final class Joined {
    static final byte[] BYTES = join();
  }

  /** Returns the document as JSON. Blocks when it is called first. */
  public static byte[] bytes() {
    return Joined.BYTES.clone();
  }

  private static byte[] join() {
    ObjectNode document = RequestContext.JSON.createObjectNode();
    for (String part : PARTS) {
      add(read(part), document, part);
    }
    try {
      return RequestContext.JSON.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }

  private static JsonNode read(String part) {
    String name = "openapi/" + part + ".json";
    try (InputStream in = OpenApiDocument.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program has no " + name);
      }
      return RequestContext.JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds fields to an object. What both have must be objects, whose fields are joined. */
  private static void add(JsonNode part, ObjectNode document, String where) {
    for (Map.Entry<String, JsonNode> field : part.properties()) {
      String name = field.getKey();
      JsonNode present = document.get(name);
      if (present == null) {
        document.set(name, field.getValue());
      } else if (present instanceof ObjectNode both && field.getValue().isObject()) {
        add(field.getValue(), both, where + "/" + name);
      } else {
        throw new IllegalStateException(
            "two parts of the OpenAPI document have " + where + "/" + name);
      }
    }
  }
}
