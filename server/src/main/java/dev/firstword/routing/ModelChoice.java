package dev.firstword.routing;

import dev.firstword.protocol.ChatRequest.Priority;
import dev.firstword.protocol.TurnEvent.ModelReason;
import java.time.Duration;
import java.util.List;

/** A model and why it was taken. */
record ModelChoice(CatalogueModel model, ModelReason reason) {

  /**
   * Chooses: a pinned model always; else the one for the question's complexity, or the fastest
   * where speed goes first; then down to the best whose 99th percentile fits the budget, or, when
   * none does, the fastest.
   */
  static ModelChoice of(RouteRequest request, Catalogue catalogue) {
    String pinned = request.pinned() == null ? request.profile().model() : request.pinned();
    if (pinned != null) {
      CatalogueModel model =
          catalogue
              .find(pinned)
              .orElseThrow(() -> new IllegalArgumentException("unknown model " + pinned));
      return new ModelChoice(model, ModelReason.PINNED);
    }
    ModelChoice wanted =
        switch (Complexity.of(request.question())) {
          case SIMPLE -> new ModelChoice(catalogue.fastest(), ModelReason.SIMPLE);
          case MODERATE -> new ModelChoice(catalogue.middle(), ModelReason.MODERATE);
          case COMPLEX -> new ModelChoice(catalogue.best(), ModelReason.COMPLEX);
        };
    if (request.priority() == Priority.SPEED) {
      wanted = new ModelChoice(catalogue.fastest(), wanted.reason);
    }
    Duration budget = request.budget();
    if (budget == null || fits(wanted.model, budget)) {
      return wanted;
    }
    List<CatalogueModel> models = catalogue.bestFirst();
    CatalogueModel affordable =
        models.subList(models.indexOf(wanted.model), models.size()).stream()
            .filter(model -> fits(model, budget))
            .findFirst()
            .orElseGet(catalogue::fastest);
    return new ModelChoice(affordable, ModelReason.BUDGET);
  }

  private static boolean fits(CatalogueModel model, Duration budget) {
    return model.startTtftP99().compareTo(budget) <= 0;
  }
}
