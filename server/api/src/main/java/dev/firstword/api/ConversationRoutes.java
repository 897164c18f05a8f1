package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.firstword.core.conversation.Conversation;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.TurnService;
import dev.firstword.relay.event.SourcesJson;
import dev.firstword.relay.server.HttpMethod;
import java.time.Instant;
import java.util.List;

/** {@code /api/conversations}: lists conversations, reads one page by page, deletes one. */
final class ConversationRoutes {

  private static final int DEFAULT_PAGE_SIZE = 50;
  private static final int MAX_PAGE_SIZE = 200;

  private final ConversationStore conversations;
  private final TurnService turns;
  private final RequestAuthorizer authorizer;

  ConversationRoutes(
      ConversationStore conversations, TurnService turns, RequestAuthorizer authorizer) {
    this.conversations = conversations;
    this.turns = turns;
    this.authorizer = authorizer;
  }

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.GET, "/api/conversations", this::list)
        .add(HttpMethod.GET, "/api/conversations/{id}", this::page)
        .add(HttpMethod.DELETE, "/api/conversations/{id}", this::delete);
  }

  private void list(RequestContext context, String id) {
    int limit = context.query("limit", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE);
    authorizer.forCaller(
        context,
        caller -> body(conversations.list(caller, limit)),
        body -> context.sendJson(200, body));
  }

  private static ObjectNode body(List<Conversation> list) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    ArrayNode items = body.putArray("conversations");
    for (Conversation conversation : list) {
      items
          .addObject()
          .put("id", conversation.id())
          .put("title", conversation.title())
          .put("created_at", Instant.ofEpochMilli(conversation.createdAtMs()).toString())
          .put("updated_at", Instant.ofEpochMilli(conversation.updatedAtMs()).toString());
    }
    return body;
  }

  private void page(RequestContext context, String id) {
    int limit = context.query("limit", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE);
    String before = context.query("before");
    authorizer.forCaller(
        context,
        caller ->
            conversations
                .page(caller, id, before, limit)
                .map(page -> body(id, page))
                .orElseThrow(() -> new ProblemException(Problem.unknownConversation())),
        body -> context.sendJson(200, body));
  }

  private static ObjectNode body(String id, ConversationStore.Page page) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    body.put("id", id);
    ArrayNode messages = body.putArray("messages");
    for (Message message : page.messages()) {
      ObjectNode item = messages.addObject();
      item.put("id", message.id())
          .put("role", message.author().wireName())
          .put("text", message.text())
          .put("state", message.state().wireName())
          .put("created_at", Instant.ofEpochMilli(message.createdAtMs()).toString())
          .put("turn_id", message.turnId());
      if (!message.sources().isEmpty()) {
        item.putRawValue("sources", new RawValue(SourcesJson.write(message.sources())));
      }
      ArrayNode parts = MessagePartsResponse.of(message.parts(), message.sources().size());
      if (!parts.isEmpty()) {
        item.set("parts", parts);
      }
    }
    if (page.nextBefore() != null) {
      body.put("next_before", page.nextBefore());
    }
    if (page.activeTurn() != null) {
      body.put("active_turn", page.activeTurn());
    }
    return body;
  }

  private void delete(RequestContext context, String id) {
    authorizer.forCaller(
        context,
        caller -> {
          turns.cancelAllIn(caller, id);
          return conversations.delete(caller, id);
        },
        deleted -> {
          if (deleted) {
            context.sendEmpty(204);
          } else {
            context.sendProblem(Problem.unknownConversation());
          }
        });
  }
}
