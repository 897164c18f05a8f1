package dev.firstword.bench.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.bench.client.Call;
import dev.firstword.bench.client.Event;
import dev.firstword.bench.client.SignedToken;
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
 * People of one tenant, each in a conversation that they have begun, who ask the next question by
 * the clock and not by one another's answers. They are known by tokens that the server has to
 * verify.
 */
final class Visitors {

  static final String SECRET = "a-secret-of-the-benchmark-alone-0123456789";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int APART_MS = 150;
  private static final long LONGEST_S = 120;
  private static final long HEAD_START_MS = 400;

  private static final List<String> TOPICS =
      List.of("granite", "harbours", "violins", "glaciers", "turbines", "bakeries", "vaccines");

  private final URI server;
  private final String tenant;
  private final int count;

  Visitors(URI server, String tenant, int count) {
    this.server = server;
    this.tenant = tenant;
    this.count = count;
  }

  /** Something for their questions to be found in. */
  void addDocuments() throws IOException {
    for (String topic : TOPICS) {
      ObjectNode body = JSON.createObjectNode();
      body.put("title", topic).put("media_type", "text/plain");
      body.put("text", "What " + topic + " are, and what is known of them.");
      send(token("librarian"), "POST", "/api/documents", body);
    }
  }

  /** Sets the laboratory. */
  void lab(String state) throws IOException {
    send(token("lab"), "PUT", "/api/lab", JSON.readTree(state));
  }

  /** What each of them waited for the second answer, in order of their coming. */
  List<Waited> ask(Technique technique) throws Exception {
    List<String> tokens = each(0, i -> () -> token("person " + i));
    List<String> conversations = each(0, i -> () -> begin(tokens.get(i), i));
    return each(
        APART_MS,
        i ->
            () -> {
              // One that was never shown has to be verified; the one of the first question was.
              String token =
                  technique.isOn(Technique.KNOWN_TOKEN) ? tokens.get(i) : token("person " + i);
              return ask(token, conversations.get(i), i, technique);
            });
  }

  private String begin(String token, int person) throws IOException {
    ObjectNode request = JSON.createObjectNode();
    request.put("profile", "greeting").put("message", "Hello, I am person " + person);
    try (Call call = Call.sendAs(token, server, "POST", "/api/chat/stream", request)) {
      return call.events().all().getFirst().json().path("conversation_id").asText();
    }
  }

  private Waited ask(String token, String conversation, int person, Technique technique)
      throws IOException, InterruptedException {
    String question = question(person);
    ObjectNode request = JSON.createObjectNode().put("conversation_id", conversation);
    request.put("profile", technique.isOn(Technique.CACHED_PROMPT) ? "cached" : "uncached");
    if (technique.isOn(Technique.HEAD_START)) {
      send(token, "POST", "/api/prepare", request.deepCopy().put("draft", question));
      // The time that the person types on, after the pause in which the draft was told.
      TimeUnit.MILLISECONDS.sleep(HEAD_START_MS);
    }
    request.put("message", question);
    long clicked = System.nanoTime();
    try (Call call = Call.sendAs(token, server, "POST", "/api/chat/stream", request)) {
      List<Event> events = call.events().all();
      return Waited.of(events, clicked);
    }
  }

  /** No two are the same: nothing that is found for one is of use to another. */
  private String question(int person) {
    return "What is " + TOPICS.get(person % TOPICS.size()) + " to " + tenant + person + "?";
  }

  /** Good for some minutes, and never the same twice. */
  private String token(String user) {
    ObjectNode claims = JSON.createObjectNode();
    claims.put("iss", "bench").put("aud", "firstword").put("tenant", tenant).put("sub", user);
    claims.put("exp", Instant.now().plusSeconds(600).getEpochSecond());
    claims.put("jti", Long.toString(System.nanoTime()));
    return SignedToken.of(claims.toString(), SECRET.getBytes(UTF_8));
  }

  private void send(String token, String method, String path, JsonNode body) throws IOException {
    try (Call call = Call.sendAs(token, server, method, path, body)) {
      if (call.status() / 100 != 2) {
        throw new IllegalStateException(path + " answered " + call.status() + " " + call.json());
      }
    }
  }

  private interface Deed<T> {
    Callable<T> of(int person);
  }

  private <T> List<T> each(int apartMs, Deed<T> deed) throws Exception {
    List<Future<T>> begun = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long first = System.nanoTime();
      for (int i = 0; i < count; i++) {
        long due = first + TimeUnit.MILLISECONDS.toNanos((long) i * apartMs);
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        begun.add(threads.submit(deed.of(i)));
      }
      List<T> done = new ArrayList<>();
      for (Future<T> one : begun) {
        done.add(one.get(LONGEST_S, TimeUnit.SECONDS));
      }
      return done;
    }
  }
}
