package dev.firstword.system;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A chat request under construction.
 *
 * @param headers extra headers, each ending with a line break
 */
record ChatCall(ObjectNode fields, String headers) {

  static ChatCall of(String message) {
    return new ChatCall(Reply.JSON.createObjectNode().put("message", message), "");
  }

  /** A message to a model that is silent for ten minutes. */
  static ChatCall thinking(String message) {
    return of(message).model(SimulatedModels.THINKING);
  }

  /** A message to a model that streams for as long as any test runs. */
  static ChatCall writing(String message) {
    return of(message).model(SimulatedModels.WRITING);
  }

  /** A message to a model that streams for about a second. */
  static ChatCall steady(String message) {
    return of(message).model(SimulatedModels.STEADY);
  }

  /** A message to a model that streams ten tokens, one by one. */
  static ChatCall faltering(String message) {
    return of(message).model(SimulatedModels.FALTERING);
  }

  /** A profile's form with its inputs filled in. */
  static ChatCall filledIn(String profile, Map<String, String> inputs) {
    ObjectNode fields = Reply.JSON.createObjectNode().put("profile", profile);
    inputs.forEach(fields.putObject("inputs")::put);
    return new ChatCall(fields, "");
  }

  ChatCall summary(boolean wanted) {
    return new ChatCall(fields.deepCopy().put("summary", wanted), headers);
  }

  ChatCall model(String name) {
    return with("model", name);
  }

  ChatCall profile(String name) {
    return with("profile", name);
  }

  ChatCall inConversation(String conversationId) {
    return with("conversation_id", conversationId);
  }

  /** Offers the model tools without parameters. */
  ChatCall tools(String... names) {
    ObjectNode changed = fields.deepCopy();
    ArrayNode tools = changed.putArray("tools");
    for (String name : names) {
      tools.addObject().put("name", name);
    }
    return new ChatCall(changed, headers);
  }

  ChatCall with(String field, String value) {
    return new ChatCall(fields.deepCopy().put(field, value), headers);
  }

  ChatCall with(String field, double value) {
    return new ChatCall(fields.deepCopy().put(field, value), headers);
  }

  ChatCall key(String idempotencyKey) {
    return header("Idempotency-Key", idempotencyKey);
  }

  ChatCall header(String name, String value) {
    return new ChatCall(fields, headers + name + ": " + value + "\r\n");
  }

  String body() {
    return fields.toString();
  }
}
