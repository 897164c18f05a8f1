package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.server.HttpMethod;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.retrieval.DocumentSearch.SearchMode;
import dev.firstword.retrieval.DocumentService;
import dev.firstword.retrieval.DocumentService.DocumentUpload;
import dev.firstword.retrieval.Retriever;
import dev.firstword.retrieval.document.Document;
import dev.firstword.retrieval.document.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** {@code /api/documents}: uploads, lists and deletes a tenant's documents. */
final class DocumentRoutes {

  private static final int DEFAULT_PAGE_SIZE = 50;
  private static final int MAX_PAGE_SIZE = 200;

  /** Base 64 adds a third to a document; JSON escaping rarely adds more. */
  private static final int MAX_JSON_BYTES = DocumentService.MAX_CONTENT_BYTES / 3 * 4 + 256 * 1024;

  /** Uploads get a multiple of the timeout for chat requests. */
  private static final int BODY_TIMEOUT_FACTOR = 3;

  private final DocumentService library;
  private final Retriever retriever;
  private final RequestAuthorizer authorizer;
  private final Duration bodyTimeout;

  DocumentRoutes(
      DocumentService library,
      Retriever retriever,
      RequestAuthorizer authorizer,
      HttpTimeouts timeouts) {
    this.library = library;
    this.retriever = retriever;
    this.authorizer = authorizer;
    this.bodyTimeout = timeouts.body().multipliedBy(BODY_TIMEOUT_FACTOR);
  }

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.POST, "/api/documents", this::add)
        .add(HttpMethod.GET, "/api/documents", this::list)
        .add(HttpMethod.GET, "/api/documents/{id}", this::show)
        .add(HttpMethod.DELETE, "/api/documents/{id}", this::delete);
  }

  private void add(RequestContext context, String id) {
    String name = RequestBodyReader.mediaType(context);
    if (name.equals("application/json")) {
      upload(context, MAX_JSON_BYTES, DocumentUploadReader::readJson);
      return;
    }
    MediaType mediaType =
        MediaType.ofWireName(name)
            .orElseThrow(() -> new ProblemException(Problem.wrongDocumentType()));
    String charset = RequestBodyReader.charset(RequestBodyReader.contentType(context));
    String title = context.query("title");
    String source = context.query("source");
    upload(
        context,
        DocumentService.MAX_CONTENT_BYTES,
        (caller, body) ->
            DocumentUploadReader.readPlain(
                caller,
                mediaType,
                title,
                source,
                DocumentUploadReader.decode(mediaType, charset, body)));
  }

  private void upload(
      RequestContext context, int maxBytes, BiFunction<Caller, byte[], DocumentUpload> reader) {
    authorizer.forCaller(
        context,
        new RequestBodyReader.Limits(maxBytes, bodyTimeout),
        (caller, body) -> library.add(reader.apply(caller, body)),
        document ->
            context.sendJson(
                document.state() == Document.State.PROCESSING ? 202 : 201, json(document)));
  }

  static ObjectNode json(Document document) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
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

  /** Reads one document more than requested, to know whether there is an older page. */
  private void list(RequestContext context, String id) {
    int limit = context.query("limit", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE);
    String before = context.query("before");
    authorizer.forCaller(
        context,
        caller -> library.list(caller.tenant(), before, limit + 1),
        documents -> context.sendJson(200, page(documents, limit)));
  }

  private ObjectNode page(List<Document> documents, int limit) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    ArrayNode items = body.putArray("documents");
    List<Document> page = documents.subList(0, Math.min(limit, documents.size()));
    page.forEach(document -> items.add(json(document)));
    if (documents.size() > limit) {
      body.put("next_before", page.getLast().id());
    }
    body.put(
        "ways", (retriever.hasEmbeddingModel() ? SearchMode.BOTH : SearchMode.WORDS).wireName());
    put(body, "embedding_model", retriever.embeddingModel());
    put(body, "reranking_model", retriever.rerankingModel());
    return body;
  }

  private void show(RequestContext context, String id) {
    authorizer.forCaller(
        context,
        caller ->
            library
                .find(caller.tenant(), id)
                .orElseThrow(() -> new ProblemException(Problem.unknownDocument())),
        document -> context.sendJson(200, json(document)));
  }

  private void delete(RequestContext context, String id) {
    authorizer.forCaller(
        context,
        caller -> library.delete(caller.tenant(), id),
        deleted -> {
          if (deleted) {
            context.sendEmpty(204);
          } else {
            context.sendProblem(Problem.unknownDocument());
          }
        });
  }
}
