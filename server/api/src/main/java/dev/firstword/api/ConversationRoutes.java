package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.firstword.core.conversation.Conversation;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.conversation.ConversationStore.Filter;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.RequestFields;
import dev.firstword.core.protocol.RequestTree;
import dev.firstword.core.turn.TurnService;
import dev.firstword.relay.event.SourcesJson;
import dev.firstword.relay.server.HttpMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/conversations}: lists and searches conversations, reads one page by page, renames and
 * deletes one.
 */
final class ConversationRoutes {

  private static final int DEFAULT_PAGE_SIZE = 50;
  private static final int MAX_PAGE_SIZE = 200;
  private static final int MAX_SEARCH_LENGTH = 200;
  private static final int MAX_TITLE_LENGTH = 200;
  private static final int MAX_TITLE_BYTES = 8 * 1024;

  private final ConversationStore conversations;
  private final TurnService turns;
  private final RequestAuthorizer authorizer;
  private final RequestBodyReader.Limits titleLimits;

  ConversationRoutes(
      ConversationStore conversations,
      TurnService turns,
      RequestAuthorizer authorizer,
      Duration bodyTimeout) {
    this.conversations = conversations;
    this.turns = turns;
    this.authorizer = authorizer;
    this.titleLimits = new RequestBodyReader.Limits(MAX_TITLE_BYTES, bodyTimeout);
  }

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.GET, "/api/conversations", this::list)
        .add(HttpMethod.GET, "/api/conversations/{id}", this::page)
        .add(HttpMethod.PATCH, "/api/conversations/{id}", this::rename)
        .add(HttpMethod.DELETE, "/api/conversations/{id}", this::delete);
  }

  private void list(RequestContext context, String id) {
    int limit = context.query("limit", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE);
    Filter filter = new Filter(context.query("origin"), searched(context.query("q")));
    authorizer.forCaller(
        context,
        caller -> body(conversations.list(caller, filter, limit)),
        body -> context.sendJson(200, body));
  }

  private static @Nullable String searched(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String stripped = text.strip();
    return stripped.substring(0, Math.min(stripped.length(), MAX_SEARCH_LENGTH));
  }

  private void rename(RequestContext context, String id) {
    RequestBodyReader.requireJson(context);
    authorizer.forCaller(
        context,
        titleLimits,
        (caller, body) -> conversations.rename(caller, id, title(body)),
        renamed -> {
          if (renamed) {
            context.sendEmpty(204);
          } else {
            context.sendProblem(Problem.unknownConversation());
          }
        });
  }

  private static String title(byte[] body) {
    RequestFields fields = new RequestFields(RequestTree.parse(body).root());
    String title = fields.text("title");
    if (title == null || title.isBlank()) {
      throw fields.invalid("title", "must be a text that is not blank");
    }
    String line = title.strip().replaceAll("\\s+", " ");
    if (line.length() > MAX_TITLE_LENGTH) {
      throw fields.invalid("title", "must be at most " + MAX_TITLE_LENGTH + " characters long");
    }
    return line;
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
          .put("updated_at", Instant.ofEpochMilli(conversation.updatedAtMs()).toString())
          .put("origin", conversation.origin());
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
