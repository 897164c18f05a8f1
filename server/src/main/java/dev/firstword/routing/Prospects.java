package dev.firstword.routing;

import dev.firstword.profile.Choosing;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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
   * Those that can be taken where that one is wanted: it and all that are cheaper, as far as they
   * are ready. Where it is not ready itself, those of them that may stand in for it; else any that
   * may and is ready; else any that may and that its provider has not told to wait. Best first;
   * empty when all are to wait.
   */
  List<Prospect> instead(Prospect wanted, Choosing choosing) {
    List<Prospect> down = bestFirst.subList(bestFirst.indexOf(wanted), bestFirst.size());
    if (wanted.isReady()) {
      return down.stream().filter(Prospect::isReady).toList();
    }
    List<Prospect> found =
        down.stream().filter(allowed(choosing)).filter(Prospect::isReady).toList();
    if (found.isEmpty()) {
      found = bestFirst.stream().filter(allowed(choosing)).filter(Prospect::isReady).toList();
    }
    if (found.isEmpty()) {
      found =
          bestFirst.stream()
              .filter(allowed(choosing).or(wanted::equals))
              .filter(prospect -> wait(prospect).isZero())
              .toList();
    }
    return found;
  }

  private static Predicate<Prospect> allowed(Choosing choosing) {
    return prospect -> choosing.mayStandIn(prospect.name());
  }

  /** All that may be asked beside or instead of that one, soonest first word first. */
  List<Prospect> standIns(Prospect first, Choosing choosing) {
    return bestFirst.stream()
        .filter(prospect -> !prospect.equals(first))
        .filter(allowed(choosing))
        .sorted(Comparator.comparingDouble(Prospect::p50Ms))
        .toList();
  }

  /** How long until that one, or the first that may stand in for it, can be asked again. */
  Duration shortestWait(Prospect wanted, Choosing choosing) {
    return bestFirst.stream()
        .filter(allowed(choosing).or(wanted::equals))
        .map(Prospects::wait)
        .min(Comparator.naturalOrder())
        .orElseThrow();
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
