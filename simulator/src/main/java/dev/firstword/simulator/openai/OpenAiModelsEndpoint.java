package dev.firstword.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.JsonReply;
import java.util.Map;

/** Implements {@code GET /v1/models} in OpenAI's format. */
public final class OpenAiModelsEndpoint {
  private static final long CREATED = 1_760_000_000;

  /** From OpenAI's announcements, November 2026. */
  private static final Map<String, String> SHUTDOWN_DATES =
      Map.of(
          "gpt-5", "2026-12-11",
          "gpt-5-mini", "2026-12-11",
          "gpt-5-nano", "2026-12-11",
          "o3", "2026-12-11",
          "gpt-4.1", "2027-01-14",
          "gpt-4.1-mini", "2027-01-14",
          "gpt-4o", "2027-01-14",
          "gpt-4o-mini", "2027-01-14");

  private OpenAiModelsEndpoint() {}

  public static JsonReply list(ApiRequest request) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("object", "list");
    var data = body.putArray("data");
    request.models().stream().sorted().forEach(name -> data.add(model(name)));
    return ok(request, body);
  }

  public static JsonReply get(ApiRequest request, String name) {
    return request
        .resolveModel(name)
        .map(found -> ok(request, model(found)))
        .orElseGet(() ->
            OpenAiErrorReplies.reply(OpenAiApiException.unknownModel(name).error(), request.id()));
  }

  private static JsonReply ok(ApiRequest request, ObjectNode body) {
    return new JsonReply(
        200, OpenAiErrorReplies.headers(request.id()), body.toString().getBytes(UTF_8));
  }

  private static ObjectNode model(String name) {
    ObjectNode model =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", name)
            .put("object", "model")
            .put("created", CREATED)
            .put("owned_by", "firstword-simulator");
    if (SHUTDOWN_DATES.containsKey(name)) {
      model.put("shutdown_date", SHUTDOWN_DATES.get(name));
    }
    return model;
  }
}
