package dev.firstword.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.playback.Incoming;
import dev.firstword.simulator.playback.Reply;

/** {@code GET /v1/models} in OpenAI's shape. */
public final class OpenAiModels {
  private static final long CREATED = 1_760_000_000;

  private OpenAiModels() {}

  public static Reply list(Incoming request) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("object", "list");
    var data = body.putArray("data");
    request.models().stream().sorted().forEach(name -> data.add(model(name)));
    return ok(request, body);
  }

  public static Reply one(Incoming request, String name) {
    return request
        .model(name)
        .map(found -> ok(request, model(found)))
        .orElseGet(
            () -> OpenAiErrors.reply(RefusedException.unknownModel(name).refusal(), request.id()));
  }

  private static Reply ok(Incoming request, ObjectNode body) {
    return new Reply(200, OpenAiErrors.headers(request.id()), body.toString().getBytes(UTF_8));
  }

  private static ObjectNode model(String name) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", name)
        .put("object", "model")
        .put("created", CREATED)
        .put("owned_by", "firstword-simulator");
  }
}
