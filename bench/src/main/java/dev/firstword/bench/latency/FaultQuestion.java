package dev.firstword.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.bench.latency.People.Waited;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Nginx;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Site;
import dev.firstword.bench.stage.Size;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;

/**
 * Is a planted fault diagnosed as itself first, and does mending it save what was predicted? There
 * is a server before, and one after.
 */
final class FaultQuestion {

  private static final int WARM_UPS = 20;
  private static final double MOST_OFF_PERCENT = 20;

  private final Path root;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  FaultQuestion(Path root) {
    this.root = root;
  }

  void ask(Fault fault, Passes passes) throws Exception {
    try (Site site = Site.open(root)) {
      if (fault.knownPace().isPresent()) {
        site.simulator().pace(fault.knownPace().get());
      }
      site.simulator().embeddingMillis(1);
      site.simulator().rerankMillis(fault.rerankMs());
      Round broken = round(site, fault, true);
      String found = broken.diagnosis.path("findings").path(0).path("id").asText("nothing");
      System.out.println("    found: " + String.join(", ", broken.found()));
      passes.record(
          fault.name() + ": diagnosed as itself first (" + found + ")",
          found.equals(fault.finding()) ? 1 : 0,
          "of 1",
          Target.atLeast(1));
      Round mended = round(site, fault, false);
      String left = mended.diagnosis.path("findings").path(0).path("id").asText("nothing");
      passes.record(
          fault.name() + ": no longer found once mended",
          left.equals(fault.finding()) ? 0 : 1,
          "of 1",
          Target.atLeast(1));
      for (double share : new double[] {0.5, 0.95}) {
        compare(fault, broken, mended, share, passes);
      }
    }
  }

  private static void compare(
      Fault fault, Round broken, Round mended, double share, Passes passes) {
    String at = "p" + Math.round(share * 100);
    double predicted = broken.predicted(fault, at);
    double saved = broken.at(fault, share) - mended.at(fault, share);
    String what = fault.name() + ", " + fault.measure() + " " + at + ": ";
    passes.record(what + "predicted", predicted, "ms");
    passes.record(what + "saved", saved, "ms");
    passes.record(
        what + "prediction off by",
        Math.abs(predicted - saved) / Math.abs(saved) * 100,
        "%",
        Target.atMost(MOST_OFF_PERCENT));
  }

  /** What people waited, and what the server says about it. */
  private record Round(List<Waited> waited, JsonNode diagnosis) {

    double at(Fault fault, double share) {
      double[] sorted =
          waited.stream().mapToDouble(each -> each.of(fault.measure())).sorted().toArray();
      return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    /** Of its own remedy, wherever in the list that is; 0 where it is not there. */
    double predicted(Fault fault, String percentile) {
      for (JsonNode finding : diagnosis.path("findings")) {
        if (finding.path("id").asText().equals(fault.finding())) {
          return finding.path("saving").path(fault.measure()).path(percentile).asDouble();
        }
      }
      return 0;
    }

    List<String> found() {
      return diagnosis.path("findings").findValuesAsText("id");
    }
  }

  private Round round(Site site, Fault fault, boolean broken) throws Exception {
    String name = broken ? "broken" : "mended";
    try (Node node = site.node(name, settings(site, fault, broken))) {
      node.start();
      if (!fault.throughProxy()) {
        return round(node.address(), node.address(), fault, broken);
      }
      try (Nginx proxy = Nginx.before(node.address(), broken, site.folder().resolve(name))) {
        return round(proxy.address(), node.address(), fault, broken);
      }
    }
  }

  private Round round(URI site, URI server, Fault fault, boolean broken) throws Exception {
    People people = new People(client, site, server);
    if (!fault.brokenLab().isEmpty()) {
      people.lab(broken ? fault.brokenLab() : fault.mendedLab());
    }
    people.addDocuments();
    people.ask(WARM_UPS, "at first ");
    return new Round(people.ask(Size.of("TURNS", fault.turns()), ""), people.diagnosis());
  }

  private static String settings(Site site, Fault fault, boolean broken) {
    return """
    lab:
      enabled: true
    routing:
      hedge: {rate: 0}
    retrieval:
      embedding: {base_url: "%1$s", model: text-embedding-3-small, key: simulated}
      reranking: {base_url: "%1$s", model: rerank-v3.5, shape: cohere, key: simulated}
    %2$s\
    """
        .formatted(site.simulator().address(), broken ? fault.broken() : fault.mended());
  }
}
