package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.profile.Form;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.protocol.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Describes the service: {@code /api/about}, {@code /healthz}, {@code /readyz}. */
public final class ServiceRoutes {

  private final About about;
  private final Supplier<Optional<Problem>> readiness;

  ServiceRoutes(About about, Supplier<Optional<Problem>> readiness) {
    this.about = about;
    this.readiness = readiness;
  }

  /**
   * What a client may know before its first turn.
   *
   * @param simulated whether the models are simulated
   * @param latencyInjection whether latency injection is enabled
   * @param requiresCredentials false if every caller is the one local user
   */
  public record About(
      String version,
      boolean simulated,
      List<Profile> profiles,
      List<String> models,
      boolean latencyInjection,
      boolean requiresCredentials) {}

  void addTo(Routes routes) {
    routes
        .addDocument("/api/about", this::about)
        .addDocument("/healthz", (context, _) -> context.sendJson(200, status("ok")))
        .addDocument("/readyz", this::ready);
  }

  private void about(RequestContext context, String id) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    body.put("name", "Firstword");
    body.put("version", about.version);
    body.put("simulated", about.simulated);
    if (about.latencyInjection) {
      body.put("lab", true);
    }
    body.put("authentication", about.requiresCredentials ? "required" : "none");
    ArrayNode profiles = body.putArray("profiles");
    for (Profile profile : about.profiles) {
      describe(profile, profiles.addObject());
    }
    about.models.forEach(body.putArray("models")::add);
    context.sendJson(200, body);
  }

  /** Writes what a page needs to render the profile's form and to lay out the answer. */
  private static void describe(Profile profile, ObjectNode json) {
    json.put("name", profile.name())
        .put("title", profile.title())
        .put("follow_up", profile.answerPolicy().followUp().name().toLowerCase(Locale.ROOT));
    if (!profile.answerPolicy().sections().isEmpty()) {
      profile.answerPolicy().sections().forEach(json.putArray("sections")::add);
    }
    if (!profile.answerPolicy().form().inputs().isEmpty()) {
      ArrayNode inputs = json.putArray("inputs");
      for (Form.Input input : profile.answerPolicy().form().inputs()) {
        inputs
            .addObject()
            .put("name", input.name())
            .put("label", input.label())
            .put("hint", input.hint())
            .put("required", input.isRequired())
            .put("long", input.isMultiline());
      }
    }
  }

  private void ready(RequestContext context, String id) {
    Optional<Problem> problem = readiness.get();
    if (problem.isPresent()) {
      context.sendProblem(problem.get());
    } else {
      context.sendJson(200, status("ready"));
    }
  }

  private static ObjectNode status(String status) {
    return RequestContext.JSON.createObjectNode().put("status", status);
  }
}
