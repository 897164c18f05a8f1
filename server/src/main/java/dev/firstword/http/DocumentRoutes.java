package dev.firstword.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.identity.Caller;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.retrieval.Document;
import dev.firstword.retrieval.Library;
import dev.firstword.retrieval.Library.Addition;
import dev.firstword.retrieval.LibrarySearch.Way;
import dev.firstword.retrieval.MediaType;
import dev.firstword.retrieval.Retriever;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/documents}: what a tenant's questions are answered from is handed in, listed,
 * deleted.
 */
final class DocumentRoutes {

  private static final int PAGE = 50;
  private static final int LARGEST_PAGE = 200;

  /** In base 64 a document grows by a third; text in JSON rarely by more. */
  private static final int LONGEST_JSON = Library.LONGEST_CONTENT / 3 * 4 + 256 * 1024;

  /** A document is far longer than a question. */
  private static final int TIMES_LONGER = 3;

  private final Library library;
  private final Retriever retriever;
  private final Access access;
  private final Duration longestBody;
  private final Uploads uploads = new Uploads();

  DocumentRoutes(Library library, Retriever retriever, Access access, HttpTimes times) {
    this.library = library;
    this.retriever = retriever;
    this.access = access;
    this.longestBody = times.body().multipliedBy(TIMES_LONGER);
  }

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.POST, "/api/documents", this::add)
        .add(HttpMethod.GET, "/api/documents", this::list)
        .add(HttpMethod.GET, "/api/documents/{id}", this::show)
        .add(HttpMethod.DELETE, "/api/documents/{id}", this::delete);
  }

  private void add(Exchange exchange, String id) {
    String name = RequestBody.mediaType(exchange);
    if (name.equals("application/json")) {
      upload(exchange, LONGEST_JSON, DocumentBody::json);
      return;
    }
    MediaType mediaType =
        MediaType.ofWireName(name)
            .orElseThrow(() -> new RefusedException(Problem.wrongDocumentType()));
    String title = exchange.query("title");
    String source = exchange.query("source");
    upload(
        exchange,
        Library.LONGEST_CONTENT,
        (tenant, body) -> DocumentBody.plain(tenant, mediaType, title, source, body));
  }

  /** Nothing of so large a body is read before it is known who sends it. */
  private void upload(Exchange exchange, int limit, BiFunction<String, byte[], Addition> addition) {
    exchange.request().pause();
    // What is left of a body that was refused is dropped, so that the connection comes to its end.
    exchange.response().endHandler(_ -> exchange.request().resume());
    access.forCaller(
        exchange,
        caller -> caller,
        caller -> {
          Runnable done = uploads.begin(exchange.header("content-length"), limit);
          if (done == null) {
            exchange.refuseAndClose(Problem.tooManyUploads());
            return;
          }
          exchange.response().closeHandler(_ -> done.run());
          exchange
              .response()
              .endHandler(_ -> {
                done.run();
                exchange.request().resume();
              });
          RequestBody.readAny(
              exchange,
              new RequestBody.Limits(limit, longestBody),
              body -> store(exchange, caller, body, addition));
        });
  }

  private void store(
      Exchange exchange,
      Caller caller,
      byte[] body,
      BiFunction<String, byte[], Addition> addition) {
    exchange.blocking(
        access.virtualThreads(),
        () -> library.add(addition.apply(caller.tenant(), body)),
        document ->
            exchange.json(
                document.state() == Document.State.PROCESSING ? 202 : 201, json(document)));
  }

  static ObjectNode json(Document document) {
    ObjectNode body = Exchange.JSON.createObjectNode();
    body.put("id", document.id());
    body.put("title", document.title());
    body.put("source", document.source());
    body.put("media_type", document.mediaType().wireName());
    body.put("bytes", document.bytes());
    body.put("state", document.state().wireName());
    body.put("passages", document.passages());
    put(body, "embedded_by", document.embeddedBy());
    put(body, "failure", document.failure());
    body.put("created_at", Instant.ofEpochMilli(document.createdAtMs()).toString());
    return body;
  }

  private static void put(ObjectNode body, String field, @Nullable String value) {
    if (value != null) {
      body.put(field, value);
    }
  }

  /** Reads one document more than asked for: it tells whether there is an older page. */
  private void list(Exchange exchange, String id) {
    int limit = exchange.query("limit", PAGE, 1, LARGEST_PAGE);
    String before = exchange.query("before");
    access.forCaller(
        exchange,
        caller -> library.list(caller.tenant(), before, limit + 1),
        documents -> exchange.json(200, page(documents, limit)));
  }

  private ObjectNode page(List<Document> documents, int limit) {
    ObjectNode body = Exchange.JSON.createObjectNode();
    ArrayNode items = body.putArray("documents");
    List<Document> page = documents.subList(0, Math.min(limit, documents.size()));
    page.forEach(document -> items.add(json(document)));
    if (documents.size() > limit) {
      body.put("next_before", page.getLast().id());
    }
    body.put("ways", (retriever.embeds() ? Way.BOTH : Way.WORDS).wireName());
    put(body, "embedding_model", retriever.embeddingModel());
    put(body, "reranking_model", retriever.rerankingModel());
    return body;
  }

  private void show(Exchange exchange, String id) {
    access.forCaller(
        exchange,
        caller ->
            library
                .find(caller.tenant(), id)
                .orElseThrow(() -> new RefusedException(Problem.unknownDocument())),
        document -> exchange.json(200, json(document)));
  }

  private void delete(Exchange exchange, String id) {
    access.forCaller(
        exchange,
        caller -> library.delete(caller.tenant(), id),
        deleted -> {
          if (deleted) {
            exchange.empty(204);
          } else {
            exchange.refuse(Problem.unknownDocument());
          }
        });
  }
}
