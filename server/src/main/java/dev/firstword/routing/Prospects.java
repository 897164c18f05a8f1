package dev.firstword.routing;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The models of a catalogue for one prompt, best (that is, dearest) first. Never empty. */
final class Prospects {

  private final List<Prospect> bestFirst;

  Prospects(List<Prospect> bestFirst) {
    this.bestFirst = bestFirst;
  }

  Optional<Prospect> find(String name) {
    return bestFirst.stream().filter(prospect -> prospect.name().equals(name)).findFirst();
  }

  /** What a question of that kind gets where nothing speaks against it. */
  Prospect suited(Complexity complexity) {
    return switch (complexity) {
      case SIMPLE -> fastest(bestFirst);
      case MODERATE -> bestFirst.get(bestFirst.size() / 2);
      case COMPLEX -> bestFirst.getFirst();
    };
  }

  /**
   * Those that can take the place of that one: it and all that are cheaper, as far as they are
   * ready; else any that is ready; else any that its provider has not told to wait. Best first;
   * empty when all are to wait.
   */
  List<Prospect> instead(Prospect wanted) {
    List<Prospect> down = bestFirst.subList(bestFirst.indexOf(wanted), bestFirst.size());
    List<Prospect> found = down.stream().filter(Prospect::isReady).toList();
    if (found.isEmpty()) {
      found = bestFirst.stream().filter(Prospect::isReady).toList();
    }
    if (found.isEmpty()) {
      found = bestFirst.stream().filter(prospect -> wait(prospect).isZero()).toList();
    }
    return found;
  }

  /** All but that one, soonest first word first. */
  List<Prospect> standIns(Prospect first) {
    return bestFirst.stream()
        .filter(prospect -> !prospect.equals(first))
        .sorted(Comparator.comparingDouble(Prospect::p50Ms))
        .toList();
  }

  /** How long the first of them to be asked again still wants nothing. */
  Duration shortestWait() {
    return bestFirst.stream().map(Prospects::wait).min(Comparator.naturalOrder()).orElseThrow();
  }

  private static Duration wait(Prospect prospect) {
    return prospect.standing().health().throttledFor();
  }

  /** The one whose first token comes soonest by now among those that can be asked. */
  Prospect fastestReady() {
    List<Prospect> ready = bestFirst.stream().filter(Prospect::isReady).toList();
    return fastest(ready.isEmpty() ? bestFirst : ready);
  }

  /** The one whose first token comes soonest by now, in the middle of cases. */
  static Prospect fastest(List<Prospect> prospects) {
    return prospects.stream().min(Comparator.comparingDouble(Prospect::p50Ms)).orElseThrow();
  }
}
