package dev.firstword.bench.chaos;

import dev.firstword.relay.sse.ReceivedEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The text of one turn that its reader received and that the persisted log lacks after a kill.
 *
 * @param killedNanos the time of the kill
 * @param pieces the number of lost text events
 * @param characters the number of characters in them
 * @param spanMs milliseconds from the arrival of the first of them to the kill; 0 if nothing is
 *     lost
 */
record LostText(long killedNanos, int pieces, int characters, double spanMs) {

  /**
   * Measures a turn that was running at one of the kills; empty if there was none. An interrupted
   * turn is not continued, so only the first kill can lose text.
   *
   * @param shown the events that the reader received
   * @param killsNanos the times of the kills, in order
   */
  static Optional<LostText> of(
      List<ReceivedEvent> shown, PersistedTurn persisted, List<Long> killsNanos) {
    if (shown.isEmpty()) {
      return Optional.empty();
    }
    long startNanos = shown.getFirst().atNanos();
    long endNanos = shown.getLast().isTerminal() ? shown.getLast().atNanos() : Long.MAX_VALUE;
    return killsNanos.stream()
        .filter(nanos -> startNanos < nanos && nanos < endNanos)
        .findFirst()
        .map(nanos -> measureAt(shown, persisted, nanos));
  }

  private static LostText measureAt(
      List<ReceivedEvent> shown, PersistedTurn persisted, long killNanos) {
    Map<Long, String> log = new HashMap<>();
    persisted.log().forEach(event -> log.put(event.id(), event.data()));
    int pieces = 0;
    int characters = 0;
    double spanMs = 0;
    for (ReceivedEvent event : shown) {
      if (event.atNanos() >= killNanos
          || !event.type().equals("text")
          || event.data().equals(log.get(event.id()))) {
        continue;
      }
      if (pieces == 0) {
        spanMs = (killNanos - event.atNanos()) / 1e6;
      }
      pieces++;
      characters += event.json().path("text").asText().length();
    }
    return new LostText(killNanos, pieces, characters, spanMs);
  }
}
