package dev.firstword.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.firstword.conversation.Conversation;
import dev.firstword.conversation.ConversationStore;
import dev.firstword.conversation.Message;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.protocol.SourcesJson;
import dev.firstword.turn.Turns;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;

/** {@code /api/conversations}: the list, one of them a page at a time, deleting it. */
final class ConversationRoutes {

  private static final int PAGE = 50;
  private static final int LARGEST_PAGE = 200;

  private final ConversationStore conversations;
  private final Turns turns;
  private final Access access;

  ConversationRoutes(ConversationStore conversations, Turns turns, Access access) {
    this.conversations = conversations;
    this.turns = turns;
    this.access = access;
  }

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.GET, "/api/conversations", this::list)
        .add(HttpMethod.GET, "/api/conversations/{id}", this::page)
        .add(HttpMethod.DELETE, "/api/conversations/{id}", this::delete);
  }

  private void list(Exchange exchange, String id) {
    int limit = exchange.query("limit", PAGE, 1, LARGEST_PAGE);
    access.forCaller(
        exchange,
        caller -> body(conversations.list(caller, limit)),
        body -> exchange.json(200, body));
  }

  private static ObjectNode body(List<Conversation> list) {
    ObjectNode body = Exchange.JSON.createObjectNode();
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

  private void page(Exchange exchange, String id) {
    int limit = exchange.query("limit", PAGE, 1, LARGEST_PAGE);
    String before = exchange.query("before");
    access.forCaller(
        exchange,
        caller ->
            conversations
                .page(caller, id, before, limit)
                .map(page -> body(id, page))
                .orElseThrow(() -> new RefusedException(Problem.unknownConversation())),
        body -> exchange.json(200, body));
  }

  private static ObjectNode body(String id, ConversationStore.Page page) {
    ObjectNode body = Exchange.JSON.createObjectNode();
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
    }
    if (page.nextBefore() != null) {
      body.put("next_before", page.nextBefore());
    }
    if (page.activeTurn() != null) {
      body.put("active_turn", page.activeTurn());
    }
    return body;
  }

  private void delete(Exchange exchange, String id) {
    access.forCaller(
        exchange,
        caller -> {
          turns.cancelAllIn(caller, id);
          return conversations.delete(caller, id);
        },
        deleted -> {
          if (deleted) {
            exchange.empty(204);
          } else {
            exchange.refuse(Problem.unknownConversation());
          }
        });
  }
}
