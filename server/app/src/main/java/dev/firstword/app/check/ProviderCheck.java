package dev.firstword.app.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.provider.Providers;
import dev.firstword.app.check.HttpProbe.Outcome;
import dev.firstword.app.config.Settings;
import dev.firstword.relay.client.OutgoingRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Asks a provider for its models, which costs nothing and shows whether the key is accepted. */
final class ProviderCheck {

  private static final JsonMapper JSON = new JsonMapper();

  private final ProviderEndpoint provider;
  private final List<String> models;
  private final String subject;
  private final HttpProbe http;

  ProviderCheck(Settings settings, ProviderEndpoint provider, HttpProbe http) {
    this.provider = provider;
    this.http = http;
    String first = settings.providers().getFirst().name();
    models =
        settings.models().stream()
            .filter(model ->
                (model.provider().isEmpty() ? first : model.provider()).equals(provider.name()))
            .map(model -> model.served().id())
            .distinct()
            .toList();
    subject = "Provider " + provider.name();
  }

  List<Finding> run() throws InterruptedException {
    try {
      return switch (send(Providers.listModels(provider))) {
        case Outcome.Unreachable(String reason, String remedy) ->
            List.of(Finding.fails(subject, reason, remedy));
        case Outcome.Answered answer -> judge(answer);
      };
    } catch (IllegalArgumentException e) {
      return List.of(
          Finding.fails(subject, e.getMessage() + ".", "Correct the entry under providers."));
    }
  }

  private Outcome send(OutgoingRequest request) throws InterruptedException {
    return http.get(request.uri(), request.headers());
  }

  private List<Finding> judge(Outcome.Answered answer) throws InterruptedException {
    int status = answer.status();
    List<Finding> findings = new ArrayList<>();
    if (status == 401 || status == 403) {
      findings.add(
          Finding.fails(
              subject,
              provider.apiKey() == null
                  ? "It wants a key, and none is configured."
                  : "It refuses the key (status " + status + ").",
              "Set api_key_env to a variable that holds a valid key."));
    } else if (status == 200) {
      findings.addAll(models(answer));
    } else if (status == 404 || status == 405) {
      findings.add(
          Finding.warning(
              subject,
              "It answers, but lists no models. Neither the key nor the models could be checked.",
              "Ask a question after the start."));
    } else {
      findings.add(
          Finding.warning(
              subject,
              "It answers with status " + status + ".",
              "Look at its status page, and run the check again."));
    }
    if (answer.certificate() != null) {
      CertificateDates.finding(
              subject,
              answer.certificate(),
              http.now(),
              "Its owner has to renew it. Turns fail from then on.")
          .ifPresent(findings::add);
    }
    return findings;
  }

  /** A list may have several pages, so what it lacks is asked for by name. */
  private List<Finding> models(Outcome.Answered answer) throws InterruptedException {
    Set<String> listed = listed(answer.body());
    List<Finding> findings = new ArrayList<>();
    int known = 0;
    for (String model : models) {
      boolean isUnknown =
          !listed.contains(model)
              && send(Providers.describeModel(provider, model))
                  instanceof Outcome.Answered(int status, _, _, _)
              && status == 404;
      if (isUnknown) {
        findings.add(
            Finding.fails(
                subject,
                "It has no model " + model + ", or this key may not use it.",
                "Correct the name under models."));
      } else {
        known++;
      }
    }
    findings.addFirst(
        Finding.ok(
            subject,
            "Accepts the key, and has %d of %d models; answered in %d ms."
                .formatted(known, models.size(), answer.time().toMillis())));
    return findings;
  }

  private static Set<String> listed(String body) {
    Set<String> names = new HashSet<>();
    try {
      for (JsonNode model : JSON.readTree(body).path("data")) {
        names.add(model.path("id").asText());
      }
    } catch (JsonProcessingException _) {
      // Each model is asked for by name.
    }
    return names;
  }
}
