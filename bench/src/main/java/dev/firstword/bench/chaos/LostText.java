package dev.firstword.bench.chaos;

import dev.firstword.bench.client.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a kill took from one turn: text that its reader had been shown and that the kept log lacks.
 *
 * @param killedNanos when the kill was
 * @param pieces how many pieces of text are gone
 * @param characters how many characters they had
 * @param spanMs from the arrival of the first of them to the kill; 0 where nothing is gone
 */
record LostText(long killedNanos, int pieces, int characters, double spanMs) {

  /**
   * Looks at a turn that was under way at one of the kills; empty where there was none. A turn that
   * a kill interrupted is not continued, so only the first of them can take anything.
   *
   * @param told what its reader was shown
   * @param killsNanos in order
   */
  static Optional<LostText> of(List<Event> told, KeptTurn kept, List<Long> killsNanos) {
    if (told.isEmpty()) {
      return Optional.empty();
    }
    long startNanos = told.getFirst().atNanos();
    long endNanos = told.getLast().isTerminal() ? told.getLast().atNanos() : Long.MAX_VALUE;
    return killsNanos.stream()
        .filter(nanos -> startNanos < nanos && nanos < endNanos)
        .findFirst()
        .map(nanos -> between(told, kept, nanos));
  }

  private static LostText between(List<Event> told, KeptTurn kept, long killNanos) {
    Map<Long, String> log = new HashMap<>();
    kept.log().forEach(event -> log.put(event.id(), event.data()));
    int pieces = 0;
    int characters = 0;
    double spanMs = 0;
    for (Event event : told) {
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
