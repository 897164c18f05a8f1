package dev.firstword.routing;

import dev.firstword.loop.EventLoop;
import dev.firstword.profile.Profile;
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
    listener.onModel(choice.model().name(), choice.reason());
    Attempt attempt = new Attempt(profile.limits(), loop, listener);
    attempt.open(
        choice.model().provider(),
        new ModelRequest(
            choice.model().name(), prompt, profile.maxTokens(), request.traceparent()));
    return attempt;
  }
}
