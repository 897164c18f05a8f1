package dev.firstword.core.conversation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.MediaDescription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
        ContentPart part = part(parser.readValueAsTree());
        if (part != null) {
          parts.add(part);
        }
      }
    } catch (IOException _) {
      // What was read before the damage is all that there is.
    }
    return List.copyOf(parts);
  }

  /** Returns null for a part that this version can't use. */
  private static @Nullable ContentPart part(JsonNode node) {
    return switch (string(node, "type")) {
      case TEXT -> {
        String text = string(node, "text");
        yield text.isBlank()
            ? null
            : new ContentPart.Text(text, node.path("final_answer").asBoolean());
      }
      case COMMENTARY -> {
        String text = string(node, "text");
        yield text.isBlank() ? null : new ContentPart.Commentary(text);
      }
      case CITATION ->
          new ContentPart.Citation(
              string(node, "title"),
              string(node, "url"),
              node.path("page").asInt(),
              string(node, "quote"),
              node.path("start").asInt(-1),
              node.path("end").asInt(-1),
              string(node, "model"),
              string(node, "wire"));
      case PROVIDER_BLOCK -> {
        String json = string(node, "json");
        yield json.isEmpty() ? null : new ContentPart.ProviderBlock(string(node, "model"), json);
      }
      case IMAGE -> media(MediaDescription.Kind.IMAGE, node);
      case FILE -> media(MediaDescription.Kind.FILE, node);
      case THOUGHT ->
          new ContentPart.Thought(
              string(node, "model"),
              string(node, "text"),
              node.path("signature").textValue(),
              node.path("encrypted").textValue(),
              string(node, "conversation"));
      case TOOL_CALL -> {
        String id = string(node, "id");
        String name = string(node, "name");
        yield id.isEmpty() || name.isEmpty()
            ? null
            : new ContentPart.ToolCall(id, name, string(node, "arguments"));
      }
      case TOOL_RESULT -> {
        String id = string(node, "id");
        yield id.isEmpty()
            ? null
            : new ContentPart.ToolResult(
                id, string(node, "content"), node.path("is_error").asBoolean());
      }
      default -> null;
    };
  }

  private static ContentPart.@Nullable Media media(MediaDescription.Kind kind, JsonNode node) {
    String sha256 = string(node, "sha256");
    return sha256.isEmpty()
        ? null
        : new ContentPart.Media(
            new MediaDescription(
                kind,
                string(node, "media_type"),
                string(node, "name"),
                sha256,
                node.path("bytes").asLong(),
                node.path("tokens").asInt()));
  }

  /** Returns an empty string for a field that is absent or null. */
  private static String string(JsonNode node, String field) {
    return node.path(field).asText("");
  }
}
