package dev.firstword.api.uistream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.firstword.core.conversation.CitationNumbers;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.relay.event.Source;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Stored messages as a chat hook shows them: what the stream of their turns left in it. */
public final class UiMessages {

  private UiMessages() {}

  /** Returns the messages without answers that are still being written: their stream has them. */
  public static ArrayNode of(String conversationId, List<Message> messages) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Message message : messages) {
      if (message.state() != Message.State.PENDING) {
        ObjectNode node = list.addObject();
        node.put("id", message.id()).put("role", message.author().wireName());
        node.putObject("metadata")
            .put("turn_id", message.turnId())
            .put("conversation_id", conversationId);
        new Parts(conversationId, message, node.putArray("parts")).write();
      }
    }
    return list;
  }

  /** Writes the parts of one message. */
  private record Parts(
      String conversationId, Message message, ArrayNode out, Map<String, ObjectNode> calls) {

    Parts(String conversationId, Message message, ArrayNode out) {
      this(conversationId, message, out, new HashMap<>());
    }

    void write() {
      Set<Integer> cited = new HashSet<>();
      int index = 0;
      for (Source source : message.sources()) {
        cited.add(++index);
        out.add(UiSources.chunk(index, source.source(), source.title()));
      }
      if (message.parts().isEmpty()) {
        addText(message.text());
        return;
      }
      CitationNumbers numbers = new CitationNumbers(message.sources().size());
      for (ContentPart part : message.parts()) {
        switch (part) {
          case ContentPart.Text text -> addText(text.text());
          case ContentPart.Commentary commentary -> addText(commentary.text());
          case ContentPart.Media media ->
              out.addObject()
                  .put("type", "file")
                  .put("mediaType", media.media().mediaType())
                  .put("filename", media.media().name())
                  .put(
                      "url",
                      "/api/conversations/%s/attachments/%s"
                          .formatted(conversationId, media.media().sha256()));
          case ContentPart.ToolCall call -> addCall(call);
          case ContentPart.ToolResult result -> addResult(result);
          case ContentPart.Citation citation -> {
            int number = numbers.of(citation);
            if (cited.add(number)) {
              out.add(UiSources.chunk(number, citation.url(), citation.title()));
            }
          }
          case ContentPart.Thought _, ContentPart.ProviderBlock _ -> {}
        }
      }
    }

    private void addText(String text) {
      if (!text.isEmpty()) {
        out.addObject().put("type", "text").put("text", text).put("state", "done");
      }
    }

    private void addCall(ContentPart.ToolCall call) {
      ObjectNode node =
          out.addObject().put("type", "tool-" + call.name()).put("toolCallId", call.id());
      node.set("input", UiToolCalls.input(call.arguments()));
      node.put("state", "output-error").put("errorText", UiToolCalls.NO_RESULT);
      calls.put(call.id(), node);
    }

    private void addResult(ContentPart.ToolResult result) {
      ObjectNode call = calls.get(result.callId());
      if (call == null) {
        return;
      }
      if (result.isError()) {
        call.put("errorText", result.content());
        return;
      }
      JsonNode output = UiToolCalls.output(TextNode.valueOf(result.content()));
      call.remove("errorText");
      call.put("state", "output-available").set("output", output);
    }
  }
}
