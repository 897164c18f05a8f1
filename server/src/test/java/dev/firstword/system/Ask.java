package dev.firstword.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A chat request in the making.
 *
 * @param headers each ending with its line break
 */
record Ask(ObjectNode fields, String headers) {

  static Ask of(String message) {
    return new Ask(Reply.JSON.createObjectNode().put("message", message), "");
  }

  /** A message to a model that says nothing for ten minutes. */
  static Ask thinking(String message) {
    return of(message).model(SimulatedModels.THINKING);
  }

  /** A message to a model that writes for as long as a test may take. */
  static Ask writing(String message) {
    return of(message).model(SimulatedModels.WRITING);
  }

  /** A message to a model that writes for about a second. */
  static Ask steady(String message) {
    return of(message).model(SimulatedModels.STEADY);
  }

  /** A message to a model that writes ten tokens, one by one. */
  static Ask faltering(String message) {
    return of(message).model(SimulatedModels.FALTERING);
  }

  /** A profile's form, filled in. */
  static Ask filledIn(String profile, Map<String, String> inputs) {
    ObjectNode fields = Reply.JSON.createObjectNode().put("profile", profile);
    inputs.forEach(fields.putObject("inputs")::put);
    return new Ask(fields, "");
  }

  Ask summary(boolean wanted) {
    return new Ask(fields.deepCopy().put("summary", wanted), headers);
  }

  Ask model(String name) {
    return with("model", name);
  }

  Ask profile(String name) {
    return with("profile", name);
  }

  Ask in(String conversationId) {
    return with("conversation_id", conversationId);
  }

  Ask with(String field, String value) {
    return new Ask(fields.deepCopy().put(field, value), headers);
  }

  Ask key(String idempotencyKey) {
    return header("Idempotency-Key", idempotencyKey);
  }

  Ask header(String name, String value) {
    return new Ask(fields, headers + name + ": " + value + "\r\n");
  }

  String body() {
    return fields.toString();
  }
}
