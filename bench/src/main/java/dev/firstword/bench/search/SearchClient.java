package dev.firstword.bench.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.bench.harness.Polling;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client of a server's document and search API. */
final class SearchClient {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  /** Documents are ingested one after the other. Longer than a full run takes. */
  private static final Duration INGEST_TIMEOUT = Duration.ofMinutes(30);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI server;

  SearchClient(URI server) {
    this.server = server;
  }

  /**
   * The response to a search.
   *
   * @param searchMillis the server's own measurement of the index lookup
   */
  record SearchResult(List<JsonNode> passages, double searchMillis, boolean reused) {}

  /** Adds a document and returns its id. */
  String add(String title, String mediaType, String text) throws IOException, InterruptedException {
    ObjectNode body =
        MAPPER
            .createObjectNode()
            .put("title", title)
            .put("media_type", mediaType)
            .put("text", text);
    return post("/api/documents", body).path("id").asText();
  }

  /** Blocks until a document is searchable. */
  void awaitReady(String documentId) throws IOException, InterruptedException {
    String _ =
        Polling.until(
            INGEST_TIMEOUT,
            "document " + documentId + " to be ready",
            () -> {
              JsonNode document = get("/api/documents/" + documentId);
              if (document.path("state").asText().equals("failed")) {
                throw new IOException("a document failed: " + document.path("failure").asText());
              }
              return Optional.of(documentId)
                  .filter(_ -> document.path("state").asText().equals("ready"));
            });
  }

  /**
   * Searches.
   *
   * @param by {@code words}, {@code meaning} or {@code both}
   */
  SearchResult search(String query, String by, int limit) throws IOException, InterruptedException {
    ObjectNode body =
        MAPPER
            .createObjectNode()
            .put("query", query)
            .put("by", by)
            .put("limit", limit)
            .put("rerank", false);
    JsonNode answer = post("/api/search", body);
    List<JsonNode> passages = new ArrayList<>();
    answer.path("passages").forEach(passages::add);
    return new SearchResult(
        passages,
        answer.path("timing").path("search_ms").asDouble(),
        answer.path("reused").asBoolean());
  }

  private JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(server.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(MAPPER.writeValueAsString(body))));
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(server.resolve(path)).GET());
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request.timeout(CALL_TIMEOUT).build(), BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(response.uri() + " answered " + response.statusCode());
    }
    return MAPPER.readTree(response.body());
  }
}
