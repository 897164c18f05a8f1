package dev.firstword.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.harness.Polling;
import dev.firstword.relay.blocking.TurnStreamReader;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request of a mixed load, and what its client does: it reads, leaves, cancels, or helps. */
final class MixedTurn implements Runnable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Duration JOB_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration DOCUMENT_TIMEOUT = Duration.ofSeconds(60);

  /** After which a client cancels or leaves. */
  private static final int TEXTS_BEFORE = 5;

  /** A PNG of one pixel. */
  private static final String IMAGE =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
          + "rkJggg==";

  /** What a client does. */
  enum Kind {
    READ,
    CANCEL,
    RESUME,
    IMAGE,
    TOOL,
    JOB,
    DOCUMENT;

    /** Of twenty: ten read, three resume, two cancel, two call a tool. */
    static Kind of(int number) {
      return switch (number % 20) {
        case 1, 11 -> CANCEL;
        case 3, 9, 15 -> RESUME;
        case 5 -> IMAGE;
        case 7, 17 -> TOOL;
        case 13 -> JOB;
        case 19 -> DOCUMENT;
        default -> READ;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final URI server;
  private final int number;
  private final Kind kind;
  private String turnId = "";
  private String end = "nothing";
  private String reason = "";
  private @Nullable String fault;
  private long lastEventId;
  private int texts;

  MixedTurn(URI server, int number, Kind kind) {
    this.server = server;
    this.number = number;
    this.kind = kind;
  }

  @Override
  public void run() {
    try {
      switch (kind) {
        case JOB -> runJob();
        case DOCUMENT -> addDocument();
        default -> runTurn();
      }
    } catch (IOException | RuntimeException e) {
      fault = e.toString();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void runTurn() throws IOException {
    boolean leaves = kind == Kind.RESUME;
    try (HttpCall call = HttpCall.postRequest(server, request(), "mixed-" + number)) {
      if (call.status() != 200) {
        throw new IOException("answered with " + call.status() + " " + call.json());
      }
      read(call, leaves);
    }
    if (leaves && end.equals("nothing")) {
      try (HttpCall call = HttpCall.follow(server, turnId, lastEventId)) {
        read(call, false);
      }
    }
    if (end.equals("nothing")) {
      fault = "no end after event " + lastEventId;
    }
  }

  private ObjectNode request() {
    ObjectNode request = MAPPER.createObjectNode();
    switch (kind) {
      case IMAGE -> {
        var parts = request.putArray("message");
        parts.addObject().put("type", "text").put("text", "What is in picture " + number + "?");
        parts.addObject().put("type", "image").put("data", IMAGE).put("name", "a.png");
      }
      case TOOL -> {
        request.put("message", "Use the tool `weather` for town " + number + ".");
        ObjectNode tool = request.putArray("tools").addObject().put("name", "weather");
        tool.putObject("parameters")
            .put("type", "object")
            .putObject("properties")
            .putObject("town")
            .put("type", "string");
      }
      default -> request.put("message", "What goes on in number %06dx?".formatted(number));
    }
    return request;
  }

  /** Reads to the end, or until it leaves. */
  private void read(HttpCall call, boolean leaves) throws IOException {
    TurnStreamReader reader = call.events();
    for (Optional<ReceivedEvent> event = reader.next(); event.isPresent(); event = reader.next()) {
      accept(event.get());
      if (leaves && texts >= TEXTS_BEFORE) {
        return;
      }
    }
  }

  private void accept(ReceivedEvent event) throws IOException {
    if (event.id() != lastEventId + 1) {
      fault = "event " + event.id() + " follows event " + lastEventId;
    }
    if (!end.equals("nothing")) {
      fault = "event " + event.id() + " follows the end";
    }
    lastEventId = event.id();
    if (event.is("start")) {
      turnId = event.field("turn_id");
    } else if (event.is("text") && ++texts == TEXTS_BEFORE && kind == Kind.CANCEL) {
      HttpCall.of(server, "POST", "/api/turns/" + turnId + "/cancel").close();
    } else if (event.is("tool_call") && event.json().path("state").asText().equals("ready")) {
      sendResult(event.json().path("id").asText());
    }
    if (event.isTerminal()) {
      end = event.type();
      reason = event.json().path("code").asText();
    }
  }

  private void sendResult(String callId) throws IOException {
    ObjectNode results = MAPPER.createObjectNode();
    results.putArray("results").addObject().put("id", callId).put("content", "{\"degrees\": 21}");
    try (HttpCall call =
        HttpCall.sendJson(server, "POST", "/api/turns/" + turnId + "/tool_results", results)) {
      if (call.status() != 202) {
        throw new IOException("the result of a tool was answered with " + call.status());
      }
    }
  }

  private void runJob() throws IOException, InterruptedException {
    String jobId;
    try (HttpCall call = HttpCall.sendJson(server, "POST", "/api/jobs", request())) {
      jobId = call.json().path("job_id").asText();
    }
    JsonNode job =
        Polling.until(
            JOB_TIMEOUT, "job " + jobId, () -> settled(get("/api/jobs/" + jobId), "succeeded"));
    turnId = job.path("turn_id").asText();
    end = job.path("state").asText().equals("succeeded") ? "done" : "error";
    reason = job.path("error").path("code").asText();
  }

  private void addDocument() throws IOException, InterruptedException {
    ObjectNode document = MAPPER.createObjectNode();
    document.put("title", "Town " + number).put("media_type", "text/markdown");
    document.put("text", "# Town %d\n\nIt has %d inhabitants.\n".formatted(number, number * 7));
    String id;
    try (HttpCall call = HttpCall.sendJson(server, "POST", "/api/documents", document)) {
      id = call.json().path("id").asText();
    }
    JsonNode read =
        Polling.until(
            DOCUMENT_TIMEOUT,
            "document " + id,
            () -> settled(get("/api/documents/" + id), "ready"));
    end = read.path("state").asText();
    reason = read.path("failure").asText();
    HttpCall.of(server, "DELETE", "/api/documents/" + id).close();
  }

  private JsonNode get(String path) throws IOException {
    try (HttpCall call = HttpCall.of(server, "GET", path)) {
      return call.json();
    }
  }

  private static Optional<JsonNode> settled(JsonNode resource, String success) {
    String state = resource.path("state").asText();
    return state.equals(success) || state.equals("failed") || state.equals("cancelled")
        ? Optional.of(resource)
        : Optional.empty();
  }

  Kind kind() {
    return kind;
  }

  String turnId() {
    return turnId;
  }

  /** How it ended: the type of its last event, or the state of its job or document. */
  String end() {
    return end;
  }

  /** The code of its error, or the sentence of a failed document; empty if there is none. */
  String reason() {
    return reason;
  }

  /** What was wrong with it, if anything. */
  @Nullable String fault() {
    return fault;
  }

  @Override
  public String toString() {
    return kind + " " + number + (turnId.isEmpty() ? "" : " " + turnId);
  }
}
