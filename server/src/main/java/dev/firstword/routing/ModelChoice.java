package dev.firstword.routing;

import dev.firstword.protocol.ChatRequest.Priority;
import dev.firstword.protocol.TurnEvent.ModelReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model and why it was taken.
 *
 * @param withinBudget false when nothing fitted, and it is the fastest
 * @param instead the model that would have been taken, were it not too slow by now; it may be as
 *     quick again as it was
 */
record ModelChoice(
    Prospect prospect,
    ModelReason reason,
    Complexity complexity,
    boolean withinBudget,
    @Nullable Prospect instead) {

  /**
   * Chooses: a pinned model always; else the one for the question's complexity, or the fastest
   * where speed goes first; then down to the best whose 99th percentile fits the budget, or, when
   * none does, the fastest. One that is not well is passed over.
   *
   * @return empty when every model's provider has told us to wait
   */
  static Optional<ModelChoice> of(
      RouteRequest request, Complexity complexity, Prospects prospects) {
    String pinned = request.pinned() == null ? request.profile().model() : request.pinned();
    if (pinned != null) {
      Prospect model =
          prospects
              .find(pinned)
              .orElseThrow(() -> new IllegalArgumentException("unknown model " + pinned));
      return Optional.of(new ModelChoice(model, ModelReason.PINNED, complexity, true, null));
    }
    Prospect suited = prospects.suited(complexity);
    List<Prospect> able = prospects.instead(suited, request.profile().choosing());
    if (able.isEmpty()) {
      return Optional.empty();
    }
    Duration budget = request.budget();
    List<Prospect> fitting =
        budget == null ? able : able.stream().filter(one -> one.fits(budget)).toList();
    Prospect taken;
    if (fitting.isEmpty()) {
      taken = Prospects.fastest(able);
    } else {
      taken =
          request.priority() == Priority.SPEED ? Prospects.fastest(fitting) : fitting.getFirst();
    }
    return Optional.of(
        new ModelChoice(
            taken,
            reason(taken, suited, able, request, complexity),
            complexity,
            !fitting.isEmpty(),
            overdue(suited, taken, budget, able)));
  }

  private static ModelReason reason(
      Prospect taken,
      Prospect suited,
      List<Prospect> able,
      RouteRequest request,
      Complexity complexity) {
    if (taken.equals(suited) || (able.contains(suited) && request.budget() == null)) {
      return switch (complexity) {
        case SIMPLE -> ModelReason.SIMPLE;
        case MODERATE -> ModelReason.MODERATE;
        case COMPLEX -> ModelReason.COMPLEX;
      };
    }
    return able.contains(suited) ? ModelReason.BUDGET : ModelReason.FALLBACK;
  }

  private static @Nullable Prospect overdue(
      Prospect suited, Prospect taken, @Nullable Duration budget, List<Prospect> able) {
    boolean leftForItsSlowness =
        budget != null
            && !taken.equals(suited)
            && able.contains(suited)
            && !suited.fits(budget)
            && suited.couldFit(budget);
    return leftForItsSlowness ? suited : null;
  }
}
