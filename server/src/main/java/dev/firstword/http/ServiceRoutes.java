package dev.firstword.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.profile.Form;
import dev.firstword.profile.Profile;
import dev.firstword.protocol.Problem;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What the service says of itself: {@code /api/about}, {@code /healthz}, {@code /readyz}. */
final class ServiceRoutes {

  private final About about;
  private final BooleanSupplier ready;

  ServiceRoutes(About about, BooleanSupplier ready) {
    this.about = about;
    this.ready = ready;
  }

  /**
   * What a page may know before its first turn.
   *
   * @param simulated whether the models are the simulator's
   * @param lab whether phases may be made to last longer than they do
   */
  record About(
      String version,
      boolean simulated,
      List<Profile> profiles,
      List<String> models,
      boolean lab) {}

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.GET, "/api/about", this::about)
        .add(HttpMethod.GET, "/healthz", (exchange, _) -> exchange.json(200, status("ok")))
        .add(HttpMethod.GET, "/readyz", this::ready);
  }

  private void about(Exchange exchange, String id) {
    ObjectNode body = Exchange.JSON.createObjectNode();
    body.put("name", "Firstword");
    body.put("version", about.version);
    body.put("simulated", about.simulated);
    if (about.lab) {
      body.put("lab", true);
    }
    ArrayNode profiles = body.putArray("profiles");
    for (Profile profile : about.profiles) {
      describe(profile, profiles.addObject());
    }
    about.models.forEach(body.putArray("models")::add);
    exchange.json(200, body);
  }

  /** What a page needs to ask for what is to be filled in, and to make room for the answer. */
  private static void describe(Profile profile, ObjectNode json) {
    json.put("name", profile.name()).put("title", profile.title());
    if (!profile.answering().sections().isEmpty()) {
      profile.answering().sections().forEach(json.putArray("sections")::add);
    }
    if (!profile.answering().form().inputs().isEmpty()) {
      ArrayNode inputs = json.putArray("inputs");
      for (Form.Input input : profile.answering().form().inputs()) {
        inputs
            .addObject()
            .put("name", input.name())
            .put("label", input.label())
            .put("hint", input.hint())
            .put("required", input.required())
            .put("long", input.isLong());
      }
    }
  }

  private void ready(Exchange exchange, String id) {
    if (ready.getAsBoolean()) {
      exchange.json(200, status("ready"));
    } else {
      exchange.refuse(Problem.shuttingDown());
    }
  }

  private static ObjectNode status(String status) {
    return Exchange.JSON.createObjectNode().put("status", status);
  }
}
