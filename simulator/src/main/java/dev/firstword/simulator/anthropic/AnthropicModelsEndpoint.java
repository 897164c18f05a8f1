package dev.firstword.simulator.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.JsonReply;
import java.util.List;
import java.util.Map;

/** Implements {@code GET /v1/models} in Anthropic's format, always as a single page. */
public final class AnthropicModelsEndpoint {
  private static final String CREATED = "2026-01-01T00:00:00Z";

  private AnthropicModelsEndpoint() {}

  public static JsonReply list(ApiRequest request) {
    try {
      MessagesProtocol.authenticate(request);
    } catch (AnthropicApiException e) {
      return AnthropicErrorReplies.reply(e.error(), request.id());
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

  public static JsonReply get(ApiRequest request, String name) {
    try {
      MessagesProtocol.authenticate(request);
    } catch (AnthropicApiException e) {
      return AnthropicErrorReplies.reply(e.error(), request.id());
    }
    return request
        .resolveModel(name)
        .map(found -> ok(request, model(found)))
        .orElseGet(() ->
            AnthropicErrorReplies.reply(
                new AnthropicError(404, "not_found_error", "model: " + name), request.id()));
  }

  /** Returns the error reply to an unknown path. */
  public static JsonReply unknownPath(String requestId) {
    return AnthropicErrorReplies.reply(
        new AnthropicError(404, "not_found_error", "Not Found"), requestId);
  }

  private static JsonReply ok(ApiRequest request, ObjectNode body) {
    return new JsonReply(200, Map.of("request-id", request.id()), body.toString().getBytes(UTF_8));
  }

  private static ObjectNode model(String name) {
    ObjectNode model =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "model")
            .put("id", name)
            .put("display_name", name + " (simulated)")
            .put("created_at", CREATED)
            .put("lifecycle", "active");
    ModelRestrictions.describe(name, model);
    return model;
  }
}
