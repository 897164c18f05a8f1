package dev.firstword.simulator.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.playback.Incoming;
import dev.firstword.simulator.playback.Reply;
import java.util.List;
import java.util.Map;

/** {@code GET /v1/models} in Anthropic's shape, all on one page. */
public final class AnthropicModels {
  private static final String CREATED = "2026-01-01T00:00:00Z";

  private AnthropicModels() {}

  public static Reply list(Incoming request) {
    try {
      MessagesProtocol.admit(request);
    } catch (RefusedException e) {
      return AnthropicErrors.reply(e.refusal(), request.id());
    }
    List<String> names = request.models().stream().sorted().toList();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    var data = body.putArray("data");
    names.forEach(name -> data.add(model(name)));
    body.put("has_more", false);
    body.put("first_id", names.isEmpty() ? null : names.getFirst());
    body.put("last_id", names.isEmpty() ? null : names.getLast());
    return ok(request, body);
  }

  public static Reply one(Incoming request, String name) {
    try {
      MessagesProtocol.admit(request);
    } catch (RefusedException e) {
      return AnthropicErrors.reply(e.refusal(), request.id());
    }
    return request
        .model(name)
        .map(found -> ok(request, model(found)))
        .orElseGet(() ->
            AnthropicErrors.reply(
                new Refusal(404, "not_found_error", "model: " + name), request.id()));
  }

  /** The refusal of a path that is not served. */
  public static Reply unknownPath(String requestId) {
    return AnthropicErrors.reply(new Refusal(404, "not_found_error", "Not Found"), requestId);
  }

  private static Reply ok(Incoming request, ObjectNode body) {
    return new Reply(200, Map.of("request-id", request.id()), body.toString().getBytes(UTF_8));
  }

  private static ObjectNode model(String name) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "model")
        .put("id", name)
        .put("display_name", name + " (simulated)")
        .put("created_at", CREATED)
        .put("lifecycle", "active")
        .put("max_input_tokens", 200_000)
        .put("max_tokens", 64_000);
  }
}
