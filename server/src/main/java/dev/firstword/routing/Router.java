package dev.firstword.routing;

import dev.firstword.loop.EventLoop;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profile.Limits;
import dev.firstword.prompt.Prompt;
import dev.firstword.provider.ModelRequest;

/** Chooses a model for a prompt and keeps its answer inside the profile's limits. */
public final class Router {

  private final Catalogue catalogue;

  public Router(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Whether a request may pin this model. */
  public boolean knows(String model) {
    return catalogue.find(model).isPresent();
  }

  /**
   * Asks a model. Called on the loop; the listener hears which model it is before this returns, and
   * everything else later, on the same loop.
   */
  public Route open(RouteRequest request, EventLoop loop, RouteListener listener) {
    ModelChoice choice = ModelChoice.of(request, catalogue);
    Profile profile = request.profile();
    Prompt prompt = request.prompt();
    listener.onModel(chosen(choice, request));
    Attempt attempt = new Attempt(profile.limits(), loop, listener);
    attempt.open(
        choice.model().provider(),
        new ModelRequest(
            choice.model().name(), prompt, profile.maxTokens(), request.traceparent()));
    return attempt;
  }

  private static ChosenModel chosen(ModelChoice choice, RouteRequest request) {
    CatalogueModel model = choice.model();
    return new ChosenModel(
        model.name(),
        choice.reason(),
        Complexity.of(request.question()),
        true,
        model.startFirstTokenMs(),
        model.startTokensPerSecond(20));
  }

  /**
   * Asks the model that is fastest now, once and for something small: nothing stands in for it when
   * it fails. Called on the loop; the listener is told as in {@link #open}.
   *
   * @param limits of that call
   */
  public Route openFastest(
      Prompt prompt, int maxTokens, Limits limits, EventLoop loop, RouteListener listener) {
    CatalogueModel model = catalogue.fastest();
    Attempt attempt = new Attempt(limits, loop, listener);
    attempt.open(model.provider(), new ModelRequest(model.name(), prompt, maxTokens, null));
    return attempt;
  }
}
