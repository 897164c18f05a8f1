package dev.firstword.core.routing;

import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Selects the model for a turn. */
final class ModelSelector {

  private ModelSelector() {}

  /**
   * The selected model, and why.
   *
   * @param withinBudget false if no model fitted the budget and this is the fastest
   * @param bypassed the model that would have been selected if it were not currently too slow; it
   *     may have recovered
   */
  record Selection(
      Candidate candidate,
      ModelReason reason,
      Complexity complexity,
      boolean withinBudget,
      @Nullable Candidate bypassed) {}

  /**
   * Selects a model. A pinned model always wins. Otherwise starts from the model for the question's
   * complexity, or the fastest if the request prefers speed. Takes the best model at or below it
   * whose 99th percentile fits the budget; if none does, the fastest. Unavailable models are
   * skipped.
   */
  static Selection select(RoutingRequest request, Complexity complexity, Candidates candidates) {
    String pinnedModel =
        request.pinnedModel() == null ? request.profile().model() : request.pinnedModel();
    if (pinnedModel != null) {
      Candidate model =
          candidates
              .find(pinnedModel)
              .orElseThrow(() -> new IllegalArgumentException("unknown model " + pinnedModel));
      return new Selection(model, ModelReason.PINNED, complexity, true, null);
    }
    ChosenModel previous = request.previousStep();
    if (previous != null) {
      Optional<Candidate> same = candidates.find(previous.name()).filter(Candidate::isReady);
      if (same.isPresent()) {
        return new Selection(
            same.get(), previous.reason(), complexity, previous.withinBudget(), null);
      }
    }
    Candidate preferred = candidates.preferred(complexity);
    List<Candidate> eligible = candidates.eligible(preferred, request.profile().modelPolicy());
    Duration budget = request.budget();
    List<Candidate> fitting =
        budget == null
            ? eligible
            : eligible.stream().filter(candidate -> candidate.fitsBudget(budget)).toList();
    Candidate selected;
    if (fitting.isEmpty()) {
      selected = Candidates.fastest(eligible);
    } else {
      selected =
          request.priority() == Priority.SPEED ? Candidates.fastest(fitting) : fitting.getFirst();
    }
    return new Selection(
        selected,
        reason(selected, preferred, eligible, request, complexity),
        complexity,
        !fitting.isEmpty(),
        bypassedModel(preferred, selected, budget, eligible));
  }

  private static ModelReason reason(
      Candidate selected,
      Candidate preferred,
      List<Candidate> eligible,
      RoutingRequest request,
      Complexity complexity) {
    if (selected.equals(preferred) || (eligible.contains(preferred) && request.budget() == null)) {
      return switch (complexity) {
        case SIMPLE -> ModelReason.SIMPLE;
        case MODERATE -> ModelReason.MODERATE;
        case COMPLEX -> ModelReason.COMPLEX;
      };
    }
    return eligible.contains(preferred) ? ModelReason.BUDGET : ModelReason.FALLBACK;
  }

  private static @Nullable Candidate bypassedModel(
      Candidate preferred,
      Candidate selected,
      @Nullable Duration budget,
      List<Candidate> eligible) {
    boolean isBypassed =
        budget != null
            && !selected.equals(preferred)
            && eligible.contains(preferred)
            && !preferred.fitsBudget(budget)
            && preferred.couldFitBudget(budget);
    return isBypassed ? preferred : null;
  }
}
