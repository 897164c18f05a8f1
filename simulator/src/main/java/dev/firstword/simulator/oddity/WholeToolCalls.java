package dev.firstword.simulator.oddity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends each tool call of a chat completion in one chunk, with a change. */
final class WholeToolCalls implements EventRewriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Consumer<ObjectNode> change;
  private @Nullable ObjectNode head;

  WholeToolCalls(Consumer<ObjectNode> change) {
    this.change = change;
  }

  static void withoutIndex(ObjectNode call) {
    call.remove("index");
  }

  /** Leaves arguments as they are that are not valid JSON. */
  static void asObject(ObjectNode call) {
    if (call.path("function") instanceof ObjectNode function) {
      try {
        function.set("arguments", JSON.readTree(function.path("arguments").asText()));
      } catch (JsonProcessingException e) {
        function.put("arguments", function.path("arguments").asText());
      }
    }
  }

  @Override
  public List<StreamEvent> rewrite(StreamEvent event) {
    ObjectNode json = event.json().orElse(null);
    if (json == null || !(json.at("/choices/0/delta/tool_calls/0") instanceof ObjectNode call)) {
      return List.of(event);
    }
    if (call.has("id")) {
      head = call.deepCopy();
      return List.of();
    }
    if (head != null && head.path("function") instanceof ObjectNode function) {
      function.set("arguments", call.path("function").path("arguments"));
      call.setAll(head);
    }
    change.accept(call);
    return List.of(event.withJson(json));
  }

  @Override
  public void rewriteReply(ObjectNode reply) {
    for (JsonNode call : reply.at("/choices/0/message/tool_calls")) {
      if (call instanceof ObjectNode object) {
        change.accept(object);
      }
    }
  }
}
