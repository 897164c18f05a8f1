package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.conversation.CitationNumbers;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.MediaDescription;
import java.util.List;

/** Converts the parts of a message to JSON for its user, who never sees a thought's signature. */
final class MessagePartsResponse {

  private MessagePartsResponse() {}

  /**
   * Returns the parts, except for thoughts and what only the provider understands; none if only
   * text is left, which the message has anyway.
   *
   * @param sources how many passages were found for the question
   */
  static ArrayNode of(List<ContentPart> parts, int sources) {
    ArrayNode out = RequestContext.JSON.createArrayNode();
    if (parts.stream().allMatch(MessagePartsResponse::isTextOrHidden)) {
      return out;
    }
    CitationNumbers numbers = new CitationNumbers(sources);
    for (ContentPart part : parts) {
      switch (part) {
        case ContentPart.Text text -> out.addObject().put("type", "text").put("text", text.text());
        case ContentPart.Media media -> write(media.media(), out.addObject());
        case ContentPart.ToolCall call ->
            out.addObject()
                .put("type", "tool_call")
                .put("id", call.id())
                .put("name", call.name())
                .put("arguments", call.arguments());
        case ContentPart.ToolResult result -> {
          ObjectNode node =
              out.addObject()
                  .put("type", "tool_result")
                  .put("id", result.callId())
                  .put("content", result.content());
          if (result.isError()) {
            node.put("is_error", true);
          }
        }
        case ContentPart.Commentary commentary ->
            out.addObject().put("type", "note").put("text", commentary.text());
        case ContentPart.Citation citation ->
            write(citation, numbers.of(citation), out.addObject());
        case ContentPart.Thought _, ContentPart.ProviderBlock _ -> {}
      }
    }
    return out;
  }

  private static boolean isTextOrHidden(ContentPart part) {
    return part instanceof ContentPart.Text || part instanceof ContentPart.Thought;
  }

  private static void write(ContentPart.Citation citation, int index, ObjectNode node) {
    node.put("type", "citation").put("index", index);
    putIfPresent(node, "title", citation.title());
    putIfPresent(node, "url", citation.url());
    if (citation.page() > 0) {
      node.put("page", citation.page());
    }
    putIfPresent(node, "quote", citation.quote());
    if (citation.start() >= 0) {
      node.put("start", citation.start()).put("end", citation.end());
    }
  }

  private static void putIfPresent(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }

  private static void write(MediaDescription media, ObjectNode node) {
    String type =
        switch (media.kind()) {
          case IMAGE -> "image";
          case FILE -> "file";
        };
    node.put("type", type)
        .put("name", media.name())
        .put("media_type", media.mediaType())
        .put("bytes", media.bytes())
        .put("sha256", media.sha256());
  }
}
