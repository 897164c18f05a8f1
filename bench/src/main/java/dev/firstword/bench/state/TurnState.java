package dev.firstword.bench.state;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.client.TurnClient;
import dev.firstword.bench.client.TurnClient.TurnRequest;
import dev.firstword.bench.harness.SimulatorClient;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A state in which a turn stays until a benchmark ends it. */
public enum TurnState {
  /** The phases before the model call run. */
  PREPARING("preparing", 0),

  /** The model has been called and sends nothing. */
  WAITING("waiting for the model", 1),

  /** The model thinks. */
  THINKING("thinking", 1),

  /** A tool of the client runs, and the server waits for its result. */
  TOOLS("waiting for a tool", 1),

  /** The model writes its answer. */
  TEXT("writing text", 1);

  /** What servers need in their settings for these states. */
  public static final String SETTINGS =
      """
      latency_injection:
        enabled: true
      routing:
        hedge:
          rate: 0
      """;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** Longer than any benchmark needs a state. */
  private static final Duration LONG = Duration.ofSeconds(90);

  /** The longest delay that may be injected. */
  private static final String LONG_PHASE = "30s";

  private static final String SLOW_PHASE = "prompt";
  private static final String TOOL = "weather";
  private static final Pace PROMPT_ANSWER = new Pace(50, 55, 400, 60);
  private static final Pace SILENCE =
      new Pace((int) LONG.toMillis(), (int) LONG.toMillis() + 1, 50, 500);
  private static final Pace ENDLESS_ANSWER = new Pace(50, 55, 50, 50 * (int) LONG.toSeconds());

  private final String label;
  private final int modelCalls;

  TurnState(String label, int modelCalls) {
    this.label = label;
    this.modelCalls = modelCalls;
  }

  /** Returns what the turn does, for the names of figures. */
  public String label() {
    return label;
  }

  /** Returns the number of model calls that a turn has made when it is in this state. */
  public int modelCalls() {
    return modelCalls;
  }

  /** Returns whether a model call is open in this state. */
  public boolean hasOpenCall() {
    return switch (this) {
      case PREPARING, TOOLS -> false;
      case WAITING, THINKING, TEXT -> true;
    };
  }

  /** Makes the turns that start from now on stay in this state. */
  public void arrange(URI server, SimulatorClient simulator)
      throws IOException, InterruptedException {
    simulator.resetSettings();
    simulator.setPace(
        switch (this) {
          case PREPARING, THINKING, TOOLS -> PROMPT_ANSWER;
          case WAITING -> SILENCE;
          case TEXT -> ENDLESS_ANSWER;
        });
    if (this == THINKING) {
      simulator.setThinking(LONG);
    }
    if (this == TOOLS) {
      simulator.setToolCall(TOOL);
    }
    ObjectNode injected = MAPPER.createObjectNode();
    if (this == PREPARING) {
      injected.putObject("delay").put(SLOW_PHASE, LONG_PHASE);
    }
    try (HttpCall call = HttpCall.sendJson(server, "PUT", "/api/lab", injected)) {
      require(call, 200);
    }
  }

  /** Returns a client whose {@link TurnClient#awaited} completes once its turn is in this state. */
  public TurnClient client(URI server, String message, String key, Duration timeout) {
    TurnRequest request = TurnRequest.of(message, key);
    return TurnClient.posting(
            List.of(server), this == TOOLS ? request.withTools(List.of(TOOL)) : request, timeout)
        .awaiting(this::isBegunBy);
  }

  private boolean isBegunBy(ReceivedEvent event) {
    return switch (this) {
      case PREPARING ->
          event.is("phase")
              && event.field("name").equals(SLOW_PHASE)
              && event.field("state").equals("started");
      case WAITING -> event.is("model");
      case THINKING -> event.is("thinking");
      case TOOLS -> event.is("tool_call") && event.field("state").equals("running");
      case TEXT -> event.is("text");
    };
  }

  /** Posts the result of the tool that a turn in the state {@link #TOOLS} waits for. */
  public static void submitToolResult(URI server, TurnClient client) throws IOException {
    ObjectNode body = MAPPER.createObjectNode();
    body.putArray("results")
        .addObject()
        .put("id", client.awaited().join().field("id"))
        .put("content", "It is sunny.");
    String path = "/api/turns/" + client.turnId() + "/tool_results";
    try (HttpCall call = HttpCall.sendJson(server, "POST", path, body)) {
      require(call, 202);
    }
  }

  static void require(HttpCall call, int status) throws IOException {
    if (call.status() != status) {
      throw new IllegalStateException("not " + status + " but " + call.status() + call.json());
    }
  }
}
