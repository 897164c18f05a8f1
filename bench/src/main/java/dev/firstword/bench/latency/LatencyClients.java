package dev.firstword.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.relay.blocking.TurnStreamReader;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Clients that ask simple questions on a fixed schedule and report what they observed. */
record LatencyClients(HttpClient client, URI site, URI server) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Wide enough that turns do not wait for the two cores. */
  private static final int ARRIVAL_INTERVAL_MS = 60;

  private static final List<String> TOPICS =
      List.of("granite", "harbours", "violins", "glaciers", "turbines", "bakeries", "vaccines");

  /** The latencies observed by one client, in milliseconds. */
  record ObservedLatency(double ttftMs, double seenFirstTextMs) {

    double of(String measure) {
      return measure.equals("ttft_ms") ? ttftMs : seenFirstTextMs;
    }
  }

  /**
   * Runs turns at a fixed interval.
   *
   * @return the latency of each, in order of arrival
   */
  List<ObservedLatency> runTurns(int turns, String round) throws Exception {
    List<Future<ObservedLatency>> pending = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long first = System.nanoTime();
      for (int i = 0; i < turns; i++) {
        int turn = i;
        TimeUnit.NANOSECONDS.sleep(
            first
                + TimeUnit.MILLISECONDS.toNanos((long) i * ARRIVAL_INTERVAL_MS)
                - System.nanoTime());
        pending.add(threads.submit(() -> runTurns(question(round, turn))));
      }
    }
    List<ObservedLatency> latencies = new ArrayList<>();
    for (Future<ObservedLatency> one : pending) {
      latencies.add(one.get());
    }
    return latencies;
  }

  /** Returns a unique question, so that no search result can be reused. */
  private static String question(String round, int turn) {
    return "What is " + TOPICS.get(turn % TOPICS.size()) + " " + round + turn + "?";
  }

  private ObservedLatency runTurns(String question) throws IOException, InterruptedException {
    HttpRequest request =
        request(site.resolve("/api/chat/stream"))
            .POST(
                BodyPublishers.ofString(
                    JSON.createObjectNode().put("message", question).toString()))
            .build();
    long clickedNanos = System.nanoTime();
    HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
    double firstTextSeenMs = -1;
    String turnId = "";
    double ttftMs = -1;
    try (InputStream body = response.body()) {
      for (ReceivedEvent event : new TurnStreamReader(body).all()) {
        switch (event.type()) {
          case "start" -> turnId = event.field("turn_id");
          case "text" -> {
            if (firstTextSeenMs < 0) {
              firstTextSeenMs = (event.atNanos() - clickedNanos) / 1e6;
            }
          }
          case "done" -> ttftMs = event.json().path("latency").path("ttft_ms").asDouble();
          default -> {}
        }
      }
    }
    if (ttftMs < 0) {
      throw new IllegalStateException("a turn that was not completed: " + response.statusCode());
    }
    reportVitals(turnId, firstTextSeenMs, millisSince(clickedNanos));
    return new ObservedLatency(ttftMs, firstTextSeenMs);
  }

  private void reportVitals(String turnId, double firstText, double total)
      throws IOException, InterruptedException {
    ObjectNode vitals = JSON.createObjectNode();
    vitals.put("turn_id", turnId).put("click_to_first_text_ms", firstText).put("total_ms", total);
    client.send(
        HttpRequest.newBuilder(server.resolve("/api/vitals"))
            .timeout(TIMEOUT)
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(vitals.toString()))
            .build(),
        BodyHandlers.discarding());
  }

  void setInjectedLatency(String state) throws IOException, InterruptedException {
    require(request(server.resolve("/api/lab")).PUT(BodyPublishers.ofString(state)));
  }

  /** Adds documents, so that questions trigger a search. */
  void addDocuments() throws IOException, InterruptedException {
    for (String topic : TOPICS) {
      ObjectNode body = JSON.createObjectNode();
      body.put("title", topic).put("media_type", "text/plain");
      body.put("text", "What " + topic + " are, and what is known of them. ".repeat(5));
      require(
          request(server.resolve("/api/documents")).POST(BodyPublishers.ofString(body.toString())));
    }
  }

  /** Reads the percentiles, which makes the server count every pending turn. */
  void readPercentiles() throws IOException, InterruptedException {
    require(request(server.resolve("/api/latency")).GET());
  }

  /** Returns the server's alerts. */
  JsonNode alerts() throws IOException, InterruptedException {
    return JSON.readTree(require(request(server.resolve("/api/latency/alerts")).GET()))
        .path("alerts");
  }

  JsonNode diagnosis() throws IOException, InterruptedException {
    return JSON.readTree(
        require(request(server.resolve("/api/latency/diagnosis?window=1h")).GET()));
  }

  private String require(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          response.uri() + " answered " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private static HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Content-Type", "application/json");
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }
}
