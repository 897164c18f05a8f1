package dev.firstword.core.conversation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.MediaDescription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes the parts of a stored message: a JSON array of objects, each with its type.
 * Reading never fails. Parts of a type that a later version has added are left out, and so is
 * everything after the first damage.
 */
public final class MessagePartsJson {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final String TEXT = "text";
  private static final String IMAGE = "image";
  private static final String FILE = "file";
  private static final String THOUGHT = "thought";
  private static final String TOOL_CALL = "tool_call";
  private static final String TOOL_RESULT = "tool_result";
  private static final String COMMENTARY = "commentary";
  private static final String CITATION = "citation";
  private static final String PROVIDER_BLOCK = "provider_block";

  private MessagePartsJson() {}

  /** Returns the array as text. */
  public static String write(List<ContentPart> parts) {
    ArrayNode array = MAPPER.createArrayNode();
    parts.forEach(part -> write(part, array.addObject()));
    return array.toString();
  }

  private static void write(ContentPart part, ObjectNode node) {
    switch (part) {
      case ContentPart.Text text -> {
        node.put("type", TEXT).put("text", text.text());
        if (text.isFinalAnswer()) {
          node.put("final_answer", true);
        }
      }
      case ContentPart.Commentary commentary ->
          node.put("type", COMMENTARY).put("text", commentary.text());
      case ContentPart.Citation citation -> write(citation, node);
      case ContentPart.ProviderBlock block ->
          node.put("type", PROVIDER_BLOCK).put("model", block.model()).put("json", block.json());
      case ContentPart.Media media -> write(media.media(), node);
      case ContentPart.Thought thought -> {
        node.put("type", THOUGHT).put("model", thought.model()).put("text", thought.text());
        putIfPresent(node, "signature", thought.signature());
        putIfPresent(node, "encrypted", thought.encrypted());
        if (!thought.conversation().isEmpty()) {
          node.put("conversation", thought.conversation());
        }
      }
      case ContentPart.ToolCall call ->
          node.put("type", TOOL_CALL)
              .put("id", call.id())
              .put("name", call.name())
              .put("arguments", call.arguments());
      case ContentPart.ToolResult result -> {
        node.put("type", TOOL_RESULT).put("id", result.callId()).put("content", result.content());
        if (result.isError()) {
          node.put("is_error", true);
        }
      }
    }
  }

  private static void write(ContentPart.Citation citation, ObjectNode node) {
    node.put("type", CITATION)
        .put("title", citation.title())
        .put("url", citation.url())
        .put("page", citation.page())
        .put("quote", citation.quote())
        .put("start", citation.start())
        .put("end", citation.end())
        .put("model", citation.model())
        .put("wire", citation.wire());
  }

  private static void write(MediaDescription media, ObjectNode node) {
    String type =
        switch (media.kind()) {
          case IMAGE -> IMAGE;
          case FILE -> FILE;
        };
    node.put("type", type)
        .put("media_type", media.mediaType())
        .put("name", media.name())
        .put("sha256", media.sha256())
        .put("bytes", media.bytes())
        .put("tokens", media.tokens());
  }

  private static void putIfPresent(ObjectNode node, String field, @Nullable String value) {
    if (value != null) {
      node.put(field, value);
    }
  }

  /** Parses text written by {@link #write}, by this or another version. */
  public static List<ContentPart> read(String text) {
    List<ContentPart> parts = new ArrayList<>();
    try (JsonParser parser = MAPPER.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        return List.of();
      }
      for (JsonToken next = parser.nextToken();
          next != null && next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        ContentPart part =
            next == JsonToken.START_OBJECT ? part(Fields.read(parser)) : skip(parser);
        if (part != null) {
          parts.add(part);
        }
      }
    } catch (IOException _) {
      // What was read before the damage is all that there is.
    }
    return List.copyOf(parts);
  }

  private static @Nullable ContentPart skip(JsonParser parser) throws IOException {
    parser.skipChildren();
    return null;
  }

  /**
   * The fields of one part. Read without a tree, since a long history has thousands of parts, and
   * most of them are only counted.
   */
  private static final class Fields {
    private final Map<String, String> values = new HashMap<>();

    static Fields read(JsonParser parser) throws IOException {
      Fields fields = new Fields();
      for (String name; (name = parser.nextFieldName()) != null; ) {
        JsonToken value = parser.nextToken();
        if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
          fields.values.put(name, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
      return fields;
    }

    /** Returns an empty string for a field that is absent or null. */
    String text(String name) {
      return values.getOrDefault(name, "");
    }

    @Nullable String optional(String name) {
      return values.get(name);
    }

    long number(String name, long otherwise) {
      try {
        String value = values.get(name);
        return value == null ? otherwise : Long.parseLong(value);
      } catch (NumberFormatException _) {
        return otherwise;
      }
    }

    boolean isSet(String name) {
      return "true".equals(values.get(name));
    }
  }

  /** Returns null for a part that this version can't use. */
  private static @Nullable ContentPart part(Fields part) {
    return switch (part.text("type")) {
      case TEXT -> {
        String text = part.text("text");
        yield text.isBlank() ? null : new ContentPart.Text(text, part.isSet("final_answer"));
      }
      case COMMENTARY -> {
        String text = part.text("text");
        yield text.isBlank() ? null : new ContentPart.Commentary(text);
      }
      case CITATION ->
          new ContentPart.Citation(
              part.text("title"),
              part.text("url"),
              (int) part.number("page", 0),
              part.text("quote"),
              (int) part.number("start", -1),
              (int) part.number("end", -1),
              part.text("model"),
              part.text("wire"));
      case PROVIDER_BLOCK -> {
        String json = part.text("json");
        yield json.isEmpty() ? null : new ContentPart.ProviderBlock(part.text("model"), json);
      }
      case IMAGE -> media(MediaDescription.Kind.IMAGE, part);
      case FILE -> media(MediaDescription.Kind.FILE, part);
      case THOUGHT ->
          new ContentPart.Thought(
              part.text("model"),
              part.text("text"),
              part.optional("signature"),
              part.optional("encrypted"),
              part.text("conversation"));
      case TOOL_CALL -> {
        String id = part.text("id");
        String name = part.text("name");
        yield id.isEmpty() || name.isEmpty()
            ? null
            : new ContentPart.ToolCall(id, name, part.text("arguments"));
      }
      case TOOL_RESULT -> {
        String id = part.text("id");
        yield id.isEmpty()
            ? null
            : new ContentPart.ToolResult(id, part.text("content"), part.isSet("is_error"));
      }
      default -> null;
    };
  }

  private static ContentPart.@Nullable Media media(MediaDescription.Kind kind, Fields part) {
    String sha256 = part.text("sha256");
    return sha256.isEmpty()
        ? null
        : new ContentPart.Media(
            new MediaDescription(
                kind,
                part.text("media_type"),
                part.text("name"),
                sha256,
                part.number("bytes", 0),
                (int) part.number("tokens", 0)));
  }
}
