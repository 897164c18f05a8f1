package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.MediaDescription;
import java.util.List;

/** Converts the parts of a message to JSON for its user, who never sees a thought's signature. */
final class MessagePartsResponse {

  private MessagePartsResponse() {}

  /** Returns the parts, except for thoughts. */
  static ArrayNode of(List<ContentPart> parts) {
    ArrayNode out = RequestContext.JSON.createArrayNode();
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
        case ContentPart.Thought _ -> {}
      }
    }
    return out;
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
