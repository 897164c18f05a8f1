package dev.firstword.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.protocol.TraceContext;
import dev.firstword.retrieval.LibrarySearch;
import dev.firstword.retrieval.LibrarySearch.Outcome;
import dev.firstword.retrieval.LibrarySearch.Question;
import dev.firstword.retrieval.LibrarySearch.Way;
import dev.firstword.retrieval.Passage;
import dev.firstword.retrieval.Retriever;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/search}: what the documents say to a question, and how long each step took. */
final class SearchRoute {

  private static final int LONGEST_QUERY = 8_000;
  private static final int USUAL = 10;
  private static final int MOST = 50;

  private final LibrarySearch search;
  private final Access access;
  private final RequestBody.Limits bodies;

  SearchRoute(Retriever retriever, Access access, RequestBody.Limits bodies) {
    this.search = new LibrarySearch(retriever);
    this.access = access;
    this.bodies = bodies;
  }

  void addTo(Routes routes) {
    routes.add(HttpMethod.POST, "/api/search", this::search);
  }

  private void search(Exchange exchange, String id) {
    RequestBody.readJson(
        exchange,
        bodies,
        body ->
            access.forCaller(
                exchange,
                caller -> search.search(caller.tenant(), question(exchange, JsonBody.read(body))),
                outcome -> exchange.json(200, json(outcome))));
  }

  private static Question question(Exchange exchange, JsonBody body) {
    String query = body.text("query", LONGEST_QUERY);
    if (query == null || query.isBlank()) {
      throw JsonBody.malformed("The field \"query\" is missing. Say what to look for.");
    }
    return new Question(
        query,
        body.whole("limit", USUAL, 1, MOST),
        way(body.text("by")),
        body.truth("rerank", true),
        TraceContext.in(exchange.header("traceparent"))
            .map(TraceContext::traceparent)
            .orElse(null));
  }

  private static Way way(@Nullable String name) {
    return switch (name) {
      case null -> Way.BOTH;
      case "both" -> Way.BOTH;
      case "words" -> Way.WORDS;
      case "meaning" -> Way.MEANING;
      default ->
          throw JsonBody.malformed("The field \"by\" must be \"words\", \"meaning\" or \"both\".");
    };
  }

  private static ObjectNode json(Outcome outcome) {
    ObjectNode body = Exchange.JSON.createObjectNode();
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
    body.put("ways", outcome.way().wireName());
    body.put("version", outcome.version());
    body.put("reused", outcome.reused());
    body.put("reranked", outcome.reranked());
    ObjectNode timing = body.putObject("timing");
    timing.put("embedding_ms", milliseconds(outcome.embeddingNanos()));
    timing.put("search_ms", milliseconds(outcome.searchNanos()));
    timing.put("reranking_ms", milliseconds(outcome.rerankingNanos()));
    return body;
  }

  /** To the microsecond. */
  private static double milliseconds(long nanos) {
    return Math.round(nanos / 1_000.0) / 1_000.0;
  }
}
