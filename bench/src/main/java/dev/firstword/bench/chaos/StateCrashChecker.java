package dev.firstword.bench.chaos;

import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.client.TurnClient;
import dev.firstword.bench.state.TurnState;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks what became of turns whose server was killed while they were in a known state. */
final class StateCrashChecker {

  private static final String WRONG_END = "turns that did not end as the protocol says";
  private static final String WRONG_CALLS = "crashes with too many or too few model calls";
  private static final String LOST = "turns that lost events older than a second";

  /** What is younger may be lost. */
  private static final Duration MAX_LOST = Duration.ofSeconds(1);

  private final Violations violations;

  StateCrashChecker(Violations violations) {
    this.violations = violations;
    List.of(WRONG_END, WRONG_CALLS, LOST).forEach(violations::expectNone);
  }

  void checkTurns(TurnState state, List<TurnClient> clients, long killedNanos, URI server)
      throws IOException {
    for (TurnClient client : clients) {
      String end = client.terminal().map(StateCrashChecker::describe).orElse("nothing");
      if (!end.equals(expectedEnd(state))) {
        violations.add(WRONG_END, ClientGroup.name(client) + ", " + state.label() + ": " + end);
      }
      checkStored(client, killedNanos, server);
    }
  }

  private static String expectedEnd(TurnState state) {
    return switch (state) {
      case PREPARING, WAITING, THINKING -> "error interrupted retry";
      case TOOLS -> "done";
      case TEXT -> "error interrupted continue";
    };
  }

  private static String describe(ReceivedEvent end) {
    return end.is("error") ? "error " + end.field("code") + " " + end.field("action") : end.type();
  }

  private void checkStored(TurnClient client, long killedNanos, URI server) throws IOException {
    try (HttpCall call = HttpCall.follow(server, client.turnId(), 0)) {
      Set<String> stored = new HashSet<>(ClientGroup.wireLines(call.events().all()));
      List<ReceivedEvent> seen =
          client.events().stream()
              .filter(event -> killedNanos - event.atNanos() > MAX_LOST.toNanos())
              .toList();
      List<String> lost =
          ClientGroup.wireLines(seen).stream().filter(line -> !stored.contains(line)).toList();
      if (!lost.isEmpty()) {
        violations.add(LOST, ClientGroup.name(client) + ": " + lost.getFirst());
      }
    }
  }

  /**
   * Checks that no turn called a model again, except those that resumed with the result of a tool.
   */
  void checkModelCalls(TurnState state, int calls, int turns) {
    int perTurn = state.modelCalls() + (state == TurnState.TOOLS ? 1 : 0);
    if (calls != turns * perTurn) {
      violations.add(
          WRONG_CALLS, calls + " instead of " + turns * perTurn + " after " + state.label());
    }
  }
}
