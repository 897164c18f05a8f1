package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.api.compatible.CompatibleApi;
import dev.firstword.core.direct.ModelNames;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.server.HttpMethod;
import dev.firstword.relay.time.Clock;
import java.util.List;

/**
 * {@code GET /v1/models}: the names that a request may use for a model. Two APIs share the path; a
 * client of the Messages API sends {@code anthropic-version}.
 */
final class ModelRoutes {

  private static final String OWNER = "firstword";

  /** No model of this list was created at a time that matters. */
  private static final String CREATED_AT = "1970-01-01T00:00:00Z";

  private final ModelNames models;
  private final RequestAuthorizer authorizer;
  private final CompatibleApi messages;
  private final CompatibleApi completions;
  private final Clock clock;

  ModelRoutes(
      ModelNames models,
      RequestAuthorizer authorizer,
      CompatibleApi messages,
      CompatibleApi completions,
      Clock clock) {
    this.models = models;
    this.authorizer = authorizer;
    this.messages = messages;
    this.completions = completions;
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.GET, "/v1/models", this::list)
        .add(HttpMethod.GET, "/v1/models/{id}", this::describe);
  }

  private boolean begin(RequestContext context) {
    boolean isMessages = context.header("anthropic-version") != null;
    String requestId = DirectCallRoute.nameRequest(context, clock);
    context.formatProblems(new CallErrorFormat(isMessages ? messages : completions, requestId));
    return isMessages;
  }

  private void list(RequestContext context, String variable) {
    boolean isMessages = begin(context);
    authorizer.forAnyRole(
        context, _ -> models.all(), names -> context.sendJson(200, list(names, isMessages)));
  }

  private static ObjectNode list(List<String> names, boolean isMessages) {
    ObjectNode list = RequestContext.JSON.createObjectNode();
    if (!isMessages) {
      list.put("object", "list");
    }
    ArrayNode data = list.putArray("data");
    names.forEach(name -> data.add(model(name, isMessages)));
    if (isMessages) {
      list.put("has_more", false).put("first_id", names.getFirst()).put("last_id", names.getLast());
    }
    return list;
  }

  private static ObjectNode model(String name, boolean isMessages) {
    ObjectNode model = RequestContext.JSON.createObjectNode().put("id", name);
    return isMessages
        ? model.put("type", "model").put("display_name", name).put("created_at", CREATED_AT)
        : model.put("object", "model").put("created", 0).put("owned_by", OWNER);
  }

  private void describe(RequestContext context, String name) {
    boolean isMessages = begin(context);
    authorizer.forAnyRole(
        context,
        _ -> {
          if (!models.contains(name)) {
            throw new ProblemException(Problem.unknownModel(name));
          }
          return name;
        },
        known -> context.sendJson(200, model(known, isMessages)));
  }
}
