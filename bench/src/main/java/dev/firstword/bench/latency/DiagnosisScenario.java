package dev.firstword.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.Nginx;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.latency.LatencyClients.ObservedLatency;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks whether an injected fault is diagnosed first, and whether fixing it saves what was
 * predicted. Uses one server with the fault and one without.
 */
final class DiagnosisScenario {

  private static final int WARM_UPS = 20;
  private static final double MAX_ERROR_PERCENT = 20;

  private final Path root;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  DiagnosisScenario(Path root) {
    this.root = root;
  }

  void measure(InjectedFault fault, Measurements measurements) throws Exception {
    try (BenchEnvironment environment = BenchEnvironment.open(root)) {
      if (fault.fixedPace().isPresent()) {
        environment.simulator().setPace(fault.fixedPace().get());
      }
      environment.simulator().setEmbeddingMillis(1);
      environment.simulator().setRerankMillis(fault.rerankMs());
      RoundResult faulty = measureRound(environment, fault, true);
      String topFinding = faulty.diagnosis.path("findings").path(0).path("id").asText("nothing");
      System.out.println("    found: " + String.join(", ", faulty.findingIds()));
      measurements.record(
          fault.name() + ": diagnosed first (" + topFinding + ")",
          topFinding.equals(fault.finding()) ? 1 : 0,
          "of 1",
          Target.atLeast(1));
      RoundResult fixed = measureRound(environment, fault, false);
      String topFindingAfterFix =
          fixed.diagnosis.path("findings").path(0).path("id").asText("nothing");
      measurements.record(
          fault.name() + ": no longer found once fixed",
          topFindingAfterFix.equals(fault.finding()) ? 0 : 1,
          "of 1",
          Target.atLeast(1));
      for (double quantile : new double[] {0.5, 0.95}) {
        compare(fault, faulty, fixed, quantile, measurements);
      }
    }
  }

  private static void compare(
      InjectedFault fault,
      RoundResult faulty,
      RoundResult fixed,
      double quantile,
      Measurements measurements) {
    String percentile = "p" + Math.round(quantile * 100);
    double predicted = faulty.predictedSaving(fault, percentile);
    double saved = faulty.quantileOf(fault, quantile) - fixed.quantileOf(fault, quantile);
    String prefix = fault.name() + ", " + fault.measure() + " " + percentile + ": ";
    measurements.record(prefix + "predicted", predicted, "ms");
    measurements.record(prefix + "saved", saved, "ms");
    measurements.record(
        prefix + "prediction off by",
        Math.abs(predicted - saved) / Math.abs(saved) * 100,
        "%",
        Target.atMost(MAX_ERROR_PERCENT));
  }

  /** The latencies of one round, and the server's diagnosis. */
  private record RoundResult(List<ObservedLatency> latencies, JsonNode diagnosis) {

    double quantileOf(InjectedFault fault, double quantile) {
      double[] sorted =
          latencies.stream().mapToDouble(each -> each.of(fault.measure())).sorted().toArray();
      return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
    }

    /**
     * Returns the predicted saving of the fault's own finding, anywhere in the list; 0 if it is
     * missing.
     */
    double predictedSaving(InjectedFault fault, String percentile) {
      for (JsonNode finding : diagnosis.path("findings")) {
        if (finding.path("id").asText().equals(fault.finding())) {
          return finding.path("saving").path(fault.measure()).path(percentile).asDouble();
        }
      }
      return 0;
    }

    List<String> findingIds() {
      return diagnosis.path("findings").findValuesAsText("id");
    }
  }

  private RoundResult measureRound(
      BenchEnvironment environment, InjectedFault fault, boolean isFaulty) throws Exception {
    String name = isFaulty ? "broken" : "fixed";
    try (ServerNode node = environment.node(name, settings(environment, fault, isFaulty))) {
      node.start();
      if (!fault.throughProxy()) {
        return measureRound(node.address(), node.address(), fault, isFaulty);
      }
      try (Nginx proxy =
          Nginx.startBefore(node.address(), isFaulty, environment.folder().resolve(name))) {
        return measureRound(proxy.address(), node.address(), fault, isFaulty);
      }
    }
  }

  private RoundResult measureRound(
      URI environment, URI server, InjectedFault fault, boolean isFaulty) throws Exception {
    LatencyClients clients = new LatencyClients(client, environment, server);
    if (!fault.faultyLatencyInjection().isEmpty()) {
      clients.setInjectedLatency(
          isFaulty ? fault.faultyLatencyInjection() : fault.fixedLatencyInjection());
    }
    clients.addDocuments();
    clients.runTurns(WARM_UPS, "at first ");
    return new RoundResult(
        clients.runTurns(RunSize.of("TURNS", fault.turns()), ""), clients.diagnosis());
  }

  private static String settings(
      BenchEnvironment environment, InjectedFault fault, boolean isFaulty) {
    return """
    latency_injection:
      enabled: true
    routing:
      hedge: {rate: 0}
    retrieval:
      embedding: {base_url: "%1$s", model: text-embedding-3-small, api_key: simulated}
      reranking: {base_url: "%1$s", model: rerank-v3.5, api_format: cohere, api_key: simulated}
    %2$s\
    """
        .formatted(
            environment.simulator().address(),
            isFaulty ? fault.faultySettings() : fault.fixedSettings());
  }
}
