package dev.firstword.app.check;

import dev.firstword.app.check.HttpProbe.Outcome;
import dev.firstword.app.config.RetrievalSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.core.identity.token.TokenIssuer;
import dev.firstword.core.identity.token.TokenKeys;
import dev.firstword.operations.alert.AlertReceiver;
import dev.firstword.operations.trace.OtlpEndpoint;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the other addresses that the settings name can be reached. */
final class EndpointCheck {

  private final Settings settings;
  private final HttpProbe http;
  private final List<Finding> findings = new ArrayList<>();

  EndpointCheck(Settings settings, HttpProbe http) {
    this.settings = settings;
    this.http = http;
  }

  List<Finding> run() throws InterruptedException {
    RetrievalSettings retrieval = settings.retrieval();
    if (retrieval.embedding() != null) {
      reach("Embedding model", retrieval.embedding().endpoint().baseUri());
    }
    if (retrieval.reranking() != null) {
      reach("Reranking model", retrieval.reranking().endpoint().baseUri());
    }
    AlertReceiver alerts = settings.alerts().webhook();
    if (alerts != null) {
      reach("Alert webhook", alerts.uri());
    }
    OtlpEndpoint otlp = settings.telemetry().otlp();
    if (otlp != null) {
      reach("Traces", otlp.uri());
    }
    for (TokenIssuer issuer : settings.tokenIssuers()) {
      if (issuer.keys() instanceof TokenKeys.Jwks(URI address)) {
        keys(issuer.issuer(), address);
      }
    }
    return findings;
  }

  /** Any answer will do: such addresses need not know HEAD, and nothing is posted to them. */
  private void reach(String subject, URI uri) throws InterruptedException {
    switch (http.head(uri)) {
      case Outcome.Unreachable(String reason, String remedy) ->
          findings.add(Finding.fails(subject, reason, remedy));
      case Outcome.Answered answer when answer.status() == 410 || answer.status() >= 500 ->
          findings.add(
              Finding.warning(
                  subject,
                  uri.getHost() + " answers with status " + answer.status() + ".",
                  "Check the address."));
      case Outcome.Answered answer ->
          findings.add(
              certificate(subject, answer)
                  .orElseGet(() ->
                      Finding.ok(
                          subject,
                          "%s can be reached, in %d ms."
                              .formatted(uri.getHost(), answer.time().toMillis()))));
    }
  }

  private void keys(String issuer, URI address) throws InterruptedException {
    String subject = "Issuer " + issuer;
    switch (http.get(address, Map.of("accept", "application/json"))) {
      case Outcome.Unreachable(String reason, String remedy) ->
          findings.add(Finding.fails(subject, reason, remedy));
      case Outcome.Answered answer
          when answer.status() != 200 || !answer.body().contains("\"keys\"") ->
          findings.add(
              Finding.fails(
                  subject,
                  "There are no keys at " + address + " (status " + answer.status() + ").",
                  "Correct jwks_url: the issuer's discovery document names it as jwks_uri."));
      case Outcome.Answered answer ->
          findings.add(
              certificate(subject, answer)
                  .orElseGet(() -> Finding.ok(subject, "Publishes its keys.")));
    }
  }

  private Optional<Finding> certificate(String subject, Outcome.Answered answer) {
    return answer.certificate() == null
        ? Optional.empty()
        : CertificateDates.finding(
            subject, answer.certificate(), http.now(), "Its owner has to renew it.");
  }
}
