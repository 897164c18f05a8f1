package dev.firstword.simulator.oddity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Reports an error where the reason of the end would be, and then ends like a complete answer.
 *
 * @param isInChoice whether the error is in the choice of a chat completion; otherwise, and in the
 *     other protocols, it is an event of its own without a member {@code error}
 */
record FailureRewriter(boolean isInChoice) implements EventRewriter {
  private static final String MESSAGE = "The provider failed.";
  private static final int CODE = 502;

  @Override
  public List<StreamEvent> rewrite(StreamEvent event) {
    ObjectNode json = event.json().orElseGet(JsonNodeFactory.instance::objectNode);
    boolean isChoice = json.at("/choices/0/finish_reason").isTextual();
    boolean isEnd =
        isChoice
            || event.name().equals("message_delta")
            || event.name().equals("response.completed")
            || event.name().equals("response.incomplete");
    if (!isEnd) {
      return List.of(event);
    }
    if (isChoice && isInChoice && json.at("/choices/0") instanceof ObjectNode choice) {
      choice.put("finish_reason", "error").set("error", error());
      return List.of(event.withJson(json));
    }
    return List.of(new StreamEvent("error", error().toString()));
  }

  @Override
  public void rewriteReply(ObjectNode reply) {
    if (isInChoice && reply.at("/choices/0") instanceof ObjectNode choice) {
      choice.put("finish_reason", "error").set("error", error());
    } else {
      reply.removeAll();
      reply.setAll(error());
    }
  }

  private static ObjectNode error() {
    return JsonNodeFactory.instance.objectNode().put("code", CODE).put("message", MESSAGE);
  }
}
