package dev.firstword.simulator.oddity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;

/** Changes the delta of each chunk of a chat completion, or the message of a complete one. */
record DeltaRewriter(Consumer<ObjectNode> change) implements EventRewriter {

  @Override
  public List<StreamEvent> rewrite(StreamEvent event) {
    ObjectNode json = event.json().orElse(null);
    if (json == null || !(json.at("/choices/0/delta") instanceof ObjectNode delta)) {
      return List.of(event);
    }
    change.accept(delta);
    return List.of(event.withJson(json));
  }

  @Override
  public void rewriteReply(ObjectNode reply) {
    if (reply.at("/choices/0/message") instanceof ObjectNode message) {
      change.accept(message);
    }
  }
}
