package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.firstword.simulator.prompt.ThoughtBinding;
import dev.firstword.simulator.thinking.ThoughtSignature;

/**
 * Finds the reasoning that does not follow the input in which it was written. GPT-6.2 and later
 * remove it without an error, and say so in the response.
 *
 * @param binding what the reasoning of the response is bound to
 * @param transformations what was removed, as the response reports it
 */
record ReasoningBindings(ThoughtBinding binding, ArrayNode transformations) {
  private static final String ENFORCING = "gpt-6.2-";

  /** Examines a valid request. Instructions follow the input, so they do not matter. */
  static ReasoningBindings of(String model, JsonNode body) {
    ThoughtBinding.Tracker tracker = new ThoughtBinding.Tracker(model);
    ArrayNode removed = JsonNodeFactory.instance.arrayNode();
    body.path("tools").forEach(tool -> tracker.add("tool:" + tool));
    tracker.add("format:" + body.path("text").path("format"));
    JsonNode input = body.path("input");
    if (input.isTextual()) {
      tracker.add(input.toString());
    }
    for (JsonNode item : input) {
      if (!item.path("type").asText().equals("reasoning")) {
        tracker.add(item.toString());
        continue;
      }
      String encrypted = item.path("encrypted_content").asText("");
      ThoughtBinding binding = ThoughtSignature.binding(encrypted);
      boolean isOwn = tracker.isOwn(binding);
      if (!isOwn || !tracker.addThought(binding, encrypted)) {
        removed
            .addObject()
            .put("id", item.path("id").asText(""))
            .put("action", "removed")
            .put("reason", isOwn ? "prefix_mismatch" : "model_mismatch");
      }
    }
    if (!model.startsWith(ENFORCING)) {
      removed.removeAll();
    }
    return new ReasoningBindings(tracker.next(), removed);
  }
}
