package dev.firstword.bench.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.client.SignedToken;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Clients of one tenant. Each has an existing conversation and posts its next question on a fixed
 * schedule, regardless of the other clients' answers. The server has to verify their tokens.
 */
final class ExampleClients {

  static final String SECRET = "a-secret-of-the-benchmark-alone-0123456789";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ARRIVAL_INTERVAL_MS = 150;
  private static final long TIMEOUT_SECONDS = 120;
  private static final long SPECULATION_LEAD_MS = 400;

  private static final List<String> TOPICS =
      List.of("granite", "harbours", "violins", "glaciers", "turbines", "bakeries", "vaccines");

  private final URI server;
  private final String tenant;
  private final int count;

  ExampleClients(URI server, String tenant, int count) {
    this.server = server;
    this.tenant = tenant;
    this.count = count;
  }

  /** Adds the documents that their questions search. */
  void addDocuments() throws IOException {
    for (String topic : TOPICS) {
      ObjectNode body = JSON.createObjectNode();
      body.put("title", topic).put("media_type", "text/plain");
      body.put("text", "What " + topic + " are, and what is known of them.");
      send(token("librarian"), "POST", "/api/documents", body);
    }
  }

  /** Configures latency injection. */
  void setInjectedLatency(String state) throws IOException {
    send(token("lab"), "PUT", "/api/lab", JSON.readTree(state));
  }

  /**
   * Runs the second turn of every client.
   *
   * @return the latency of each, in order of arrival
   */
  List<TurnLatency> ask(Technique technique) throws Exception {
    List<String> tokens = runForEach(0, i -> () -> token("person " + i));
    List<String> conversations = runForEach(0, i -> () -> startConversation(tokens.get(i), i));
    return runForEach(
        ARRIVAL_INTERVAL_MS,
        i ->
            () -> {
              // A new token has to be verified; the token of the first turn already was.
              String token =
                  technique.isOn(Technique.VERIFIED_TOKEN) ? tokens.get(i) : token("person " + i);
              return ask(token, conversations.get(i), i, technique);
            });
  }

  private String startConversation(String token, int person) throws IOException {
    ObjectNode request = JSON.createObjectNode();
    request.put("profile", "greeting").put("message", "Hello, I am person " + person);
    try (HttpCall call =
        HttpCall.sendWithToken(token, server, "POST", "/api/chat/stream", request)) {
      return call.events().all().getFirst().json().path("conversation_id").asText();
    }
  }

  private TurnLatency ask(String token, String conversation, int person, Technique technique)
      throws IOException, InterruptedException {
    String question = question(person);
    ObjectNode request = JSON.createObjectNode().put("conversation_id", conversation);
    request.put("profile", technique.isOn(Technique.CACHED_PROMPT) ? "cached" : "uncached");
    if (technique.isOn(Technique.SPECULATIVE_PREPARATION)) {
      send(token, "POST", "/api/prepare", request.deepCopy().put("draft", question));
      // The time that the user keeps typing after the pause in which the draft was sent.
      TimeUnit.MILLISECONDS.sleep(SPECULATION_LEAD_MS);
    }
    request.put("message", question);
    long clicked = System.nanoTime();
    try (HttpCall call =
        HttpCall.sendWithToken(token, server, "POST", "/api/chat/stream", request)) {
      List<ReceivedEvent> events = call.events().all();
      return TurnLatency.of(events, clicked);
    }
  }

  /** Returns a unique question, so that no search result can be reused. */
  private String question(int person) {
    return "What is " + TOPICS.get(person % TOPICS.size()) + " to " + tenant + person + "?";
  }

  /** Returns a unique token, valid for ten minutes. */
  private String token(String user) {
    ObjectNode claims = JSON.createObjectNode();
    claims.put("iss", "bench").put("aud", "firstword").put("tenant", tenant).put("sub", user);
    claims.put("exp", Instant.now().plusSeconds(600).getEpochSecond());
    claims.put("jti", Long.toString(System.nanoTime()));
    return SignedToken.of(claims.toString(), SECRET.getBytes(UTF_8));
  }

  private void send(String token, String method, String path, JsonNode body) throws IOException {
    try (HttpCall call = HttpCall.sendWithToken(token, server, method, path, body)) {
      if (call.status() / 100 != 2) {
        throw new IllegalStateException(path + " answered " + call.status() + " " + call.json());
      }
    }
  }

  private interface ClientTask<T> {
    Callable<T> forClient(int person);
  }

  private <T> List<T> runForEach(int intervalMs, ClientTask<T> task) throws Exception {
    List<Future<T>> pending = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long first = System.nanoTime();
      for (int i = 0; i < count; i++) {
        long due = first + TimeUnit.MILLISECONDS.toNanos((long) i * intervalMs);
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        pending.add(threads.submit(task.forClient(i)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : pending) {
        results.add(one.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
      }
      return results;
    }
  }
}
