package dev.firstword.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** People who ask simple questions, come by the clock, and tell what they saw. */
record People(HttpClient client, URI site, URI server) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** They come so far apart that two cores are not what they wait for. */
  private static final int APART_MS = 60;

  private static final List<String> TOPICS =
      List.of("granite", "harbours", "violins", "glaciers", "turbines", "bakeries", "vaccines");

  /** What one person waited, in milliseconds. */
  record Waited(double ttftMs, double seenFirstTextMs) {

    double of(String measure) {
      return measure.equals("ttft_ms") ? ttftMs : seenFirstTextMs;
    }
  }

  /** So many turns, one every so often; what each waited, in order of their coming. */
  List<Waited> ask(int turns, String round) throws Exception {
    List<Future<Waited>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long first = System.nanoTime();
      for (int i = 0; i < turns; i++) {
        int turn = i;
        TimeUnit.NANOSECONDS.sleep(
            first + TimeUnit.MILLISECONDS.toNanos((long) i * APART_MS) - System.nanoTime());
        asked.add(threads.submit(() -> ask(question(round, turn))));
      }
    }
    List<Waited> waited = new ArrayList<>();
    for (Future<Waited> one : asked) {
      waited.add(one.get());
    }
    return waited;
  }

  /** No two are the same: nothing that is found for one is of use to another. */
  private static String question(String round, int turn) {
    return "What is " + TOPICS.get(turn % TOPICS.size()) + " " + round + turn + "?";
  }

  private Waited ask(String question) throws IOException, InterruptedException {
    HttpRequest request =
        request(site.resolve("/api/chat/stream"))
            .POST(
                BodyPublishers.ofString(
                    JSON.createObjectNode().put("message", question).toString()))
            .build();
    long clicked = System.nanoTime();
    HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
    double seen = -1;
    String turnId = "";
    double ttft = -1;
    try (Stream<String> lines = response.body()) {
      for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
        String line = each.next();
        if (line.contains("\"type\":\"start\"")) {
          turnId = event(line).path("turn_id").asText();
        } else if (seen < 0 && line.contains("\"type\":\"text\"")) {
          seen = since(clicked);
        } else if (line.contains("\"type\":\"done\"")) {
          ttft = event(line).path("latency").path("ttft_ms").asDouble();
        }
      }
    }
    if (ttft < 0) {
      throw new IllegalStateException("a turn that did not end well: " + response.statusCode());
    }
    tell(turnId, seen, since(clicked));
    return new Waited(ttft, seen);
  }

  private void tell(String turnId, double firstText, double total)
      throws IOException, InterruptedException {
    ObjectNode seen = JSON.createObjectNode();
    seen.put("turn_id", turnId).put("click_to_first_text_ms", firstText).put("total_ms", total);
    client.send(
        HttpRequest.newBuilder(server.resolve("/api/vitals"))
            .timeout(LONGEST)
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(seen.toString()))
            .build(),
        BodyHandlers.discarding());
  }

  void lab(String state) throws IOException, InterruptedException {
    require(request(server.resolve("/api/lab")).PUT(BodyPublishers.ofString(state)));
  }

  /** Something to be found, so that there is a search. */
  void addDocuments() throws IOException, InterruptedException {
    for (String topic : TOPICS) {
      ObjectNode body = JSON.createObjectNode();
      body.put("title", topic).put("media_type", "text/plain");
      body.put("text", "What " + topic + " are, and what is known of them. ".repeat(5));
      require(
          request(server.resolve("/api/documents")).POST(BodyPublishers.ofString(body.toString())));
    }
  }

  /** Whoever asks for them finds every turn counted. */
  void percentiles() throws IOException, InterruptedException {
    require(request(server.resolve("/api/latency")).GET());
  }

  /** The alerts that the server knows of. */
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
    return HttpRequest.newBuilder(uri).timeout(LONGEST).header("Content-Type", "application/json");
  }

  private static JsonNode event(String line) throws IOException {
    return JSON.readTree(line.substring("data: ".length()));
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }
}
