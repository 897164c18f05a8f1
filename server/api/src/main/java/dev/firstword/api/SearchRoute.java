package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.retrieval.Passage;
import dev.firstword.relay.server.HttpMethod;
import dev.firstword.retrieval.DocumentSearch;
import dev.firstword.retrieval.DocumentSearch.SearchMode;
import dev.firstword.retrieval.DocumentSearch.SearchOutcome;
import dev.firstword.retrieval.DocumentSearch.SearchQuery;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/search}: searches the documents, and reports how long each step took. */
final class SearchRoute {

  private static final int MAX_QUERY_LENGTH = 8_000;
  private static final int DEFAULT_LIMIT = 10;
  private static final int MAX_LIMIT = 50;

  private final DocumentSearch search;
  private final RequestAuthorizer authorizer;
  private final RequestBodyReader.Limits bodyLimits;

  SearchRoute(
      DocumentSearch search, RequestAuthorizer authorizer, RequestBodyReader.Limits bodyLimits) {
    this.search = search;
    this.authorizer = authorizer;
    this.bodyLimits = bodyLimits;
  }

  void addTo(Routes routes) {
    routes.add(HttpMethod.POST, "/api/search", this::search);
  }

  private void search(RequestContext context, String id) {
    RequestBodyReader.requireJson(context);
    authorizer.forCaller(
        context,
        bodyLimits,
        (caller, body) -> search.search(caller.tenant(), question(context, JsonBody.read(body))),
        outcome -> context.sendJson(200, json(outcome)));
  }

  private static SearchQuery question(RequestContext context, JsonBody body) {
    String query = body.text("query", MAX_QUERY_LENGTH);
    if (query == null || query.isBlank()) {
      throw JsonBody.malformed("The field \"query\" is missing. Say what to look for.");
    }
    return new SearchQuery(
        query,
        body.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT),
        way(body.text("by")),
        body.bool("rerank", true),
        TraceContext.childOf(context.header("traceparent"))
            .map(TraceContext::traceparent)
            .orElse(null));
  }

  private static SearchMode way(@Nullable String name) {
    return switch (name) {
      case null -> SearchMode.BOTH;
      case "both" -> SearchMode.BOTH;
      case "words" -> SearchMode.WORDS;
      case "meaning" -> SearchMode.MEANING;
      default ->
          throw JsonBody.malformed("The field \"by\" must be \"words\", \"meaning\" or \"both\".");
    };
  }

  private static ObjectNode json(SearchOutcome outcome) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    ArrayNode passages = body.putArray("passages");
    for (Passage passage : outcome.passages()) {
      passages
          .addObject()
          .put("id", passage.id())
          .put("document_id", passage.documentId())
          .put("title", passage.title())
          .put("source", passage.source())
          .put("heading", passage.heading())
          .put("text", passage.text())
          .put("score", passage.score());
    }
    body.put("ways", outcome.mode().wireName());
    body.put("version", outcome.version());
    body.put("reused", outcome.reused());
    body.put("reranked", outcome.reranked());
    ObjectNode timing = body.putObject("timing");
    timing.put("embedding_ms", milliseconds(outcome.embeddingNanos()));
    timing.put("search_ms", milliseconds(outcome.searchNanos()));
    timing.put("reranking_ms", milliseconds(outcome.rerankingNanos()));
    return body;
  }

  /** Rounds to microseconds. */
  private static double milliseconds(long nanos) {
    return Math.round(nanos / 1_000.0) / 1_000.0;
  }
}
