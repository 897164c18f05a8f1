package dev.firstword.core.routing;

import dev.firstword.core.profile.ModelPolicy;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The catalogue's models as candidates for one prompt, best (that is, most expensive) first. Empty
 * if the prompt may be sent to none of them.
 */
final class Candidates {

  private final List<Candidate> bestFirst;

  Candidates(List<Candidate> bestFirst) {
    this.bestFirst = bestFirst;
  }

  boolean isEmpty() {
    return bestFirst.isEmpty();
  }

  Optional<Candidate> find(String name) {
    return bestFirst.stream().filter(candidate -> candidate.name().equals(name)).findFirst();
  }

  /** Returns the default model for questions of this complexity. */
  Candidate preferred(Complexity complexity) {
    return switch (complexity) {
      case SIMPLE -> fastest(bestFirst);
      case MODERATE -> bestFirst.get(bestFirst.size() / 2);
      case COMPLEX -> bestFirst.getFirst();
    };
  }

  /**
   * Returns the models that may be used when one is preferred, best first: the preferred model and
   * all cheaper ones that are ready. If the preferred model is not ready, returns only those of
   * them that the profile allows as fallbacks, or else any allowed fallback that is ready. If none
   * is ready, returns the preferred model and the allowed fallbacks, except those whose provider
   * has too many calls. If all have, returns the one for which there is room first.
   */
  List<Candidate> eligible(Candidate preferred, ModelPolicy modelPolicy) {
    List<Candidate> cheaper = bestFirst.subList(bestFirst.indexOf(preferred), bestFirst.size());
    if (preferred.isReady()) {
      return cheaper.stream().filter(Candidate::isReady).toList();
    }
    List<Candidate> eligible =
        cheaper.stream().filter(allowedBy(modelPolicy)).filter(Candidate::isReady).toList();
    if (eligible.isEmpty()) {
      eligible =
          bestFirst.stream().filter(allowedBy(modelPolicy)).filter(Candidate::isReady).toList();
    }
    if (eligible.isEmpty()) {
      eligible =
          bestFirst.stream()
              .filter(allowedBy(modelPolicy).or(preferred::equals))
              .filter(candidate -> throttleDelay(candidate).isZero())
              .toList();
    }
    if (eligible.isEmpty()) {
      eligible =
          bestFirst.stream()
              .filter(allowedBy(modelPolicy).or(preferred::equals))
              .min(Comparator.comparing(Candidates::throttleDelay))
              .stream()
              .toList();
    }
    return eligible;
  }

  private static Predicate<Candidate> allowedBy(ModelPolicy modelPolicy) {
    return candidate -> modelPolicy.allowsFallback(candidate.name());
  }

  /** Returns all models that may hedge or replace this one, fastest first token first. */
  List<Candidate> fallbacks(Candidate primary, ModelPolicy modelPolicy) {
    return bestFirst.stream()
        .filter(candidate -> !candidate.equals(primary))
        .filter(allowedBy(modelPolicy))
        .sorted(Comparator.comparingDouble(Candidate::p50Ms))
        .toList();
  }

  private static Duration throttleDelay(Candidate candidate) {
    return candidate.status().throttle().delay();
  }

  /**
   * Returns the ready model with the lowest median time to first token, or the fastest of all if
   * none is ready.
   */
  Candidate fastestReady() {
    List<Candidate> ready = bestFirst.stream().filter(Candidate::isReady).toList();
    return fastest(ready.isEmpty() ? bestFirst : ready);
  }

  /** Returns the model with the lowest current median time to first token. */
  static Candidate fastest(List<Candidate> candidates) {
    return candidates.stream().min(Comparator.comparingDouble(Candidate::p50Ms)).orElseThrow();
  }
}
