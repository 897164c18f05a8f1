package dev.firstword.bench.relay;

import dev.firstword.bench.relay.Run.Seen;
import dev.firstword.bench.report.BarPlot;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an event costs in relays of other people, with as many streams as all of them can have:
 * Spring AI's client makes 64 calls at a time. First at a rate that all of them can bear, then each
 * at the most that it keeps up with.
 */
final class PeerCost implements RelayTopic {

  private static final int STREAMS = Size.of("STREAMS", 50);
  private static final int RATE = Size.of("RATE", 1_000);
  private static final Load LOAD = new Load(STREAMS, RATE, 0, 3, 1, 5);

  /** Half as many again each time: from what all can bear to what the load itself can make. */
  private static final Climb.Way WAY =
      new Climb.Way(STREAMS, RATE, 200_000, rate -> rate + rate / 2);

  private static final Map<String, Target> AT_MOST =
      Map.of(
          Peers.PORTKEY, Target.atMost(1 / 7.0),
          Peers.SPRING_AI, Target.atMost(0.5),
          Peers.LANGCHAIN4J, Target.atMost(0.5));

  private final Map<String, Seen> seen = new LinkedHashMap<>();
  private final Map<String, Climb.Top> tops = new LinkedHashMap<>();

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public String title() {
    return "What relaying an event costs others: "
        + STREAMS
        + " streams, "
        + RATE
        + " events/s and up";
  }

  @Override
  public Load warmUp() {
    return new Load(STREAMS, 2 * RATE, 150, 5, 1, Size.of("WARM_SECONDS", 30));
  }

  @Override
  public void measure(Contender contender, QuietRuns runs) throws Exception {
    Seen one = runs.under(LOAD, contender);
    seen.put(contender.name(), one);
    tops.put(contender.name(), Climb.of(runs.ground(), contender, WAY));
  }

  @Override
  public void tell(Passes passes) {
    seen.forEach((name, one) -> {
      if (!name.equals(Contender.DIRECT)) {
        passes.record(cost(name), one.cpuMicrosPerEvent(), "us");
      }
      for (int percentile : new int[] {50, 99}) {
        passes.record(
            name + ": event late, p" + percentile,
            QuietRuns.millis(one.heard().delays(), percentile),
            "ms");
      }
      // LangChain4j waits in a pool that lets some streams stand: what is compared is by event.
      passes.record(
          name + ": events that came of those meant",
          100.0 * one.events() / (RATE * one.seconds()),
          "%");
      passes.record(name + ": events lost", (double) one.lost(), "events");
    });
    tops.forEach((name, top) -> {
      passes.record(name + ": most events a second", top.perSecond(), "");
      if (!name.equals(Contender.DIRECT)) {
        passes.record(name + ": processor time an event, then", top.cpuMicros(), "us");
      }
    });
    double ours = Contender.of(seen, Contender.FIRSTWORD).cpuMicrosPerEvent();
    double oursThen = Contender.of(tops, Contender.FIRSTWORD).cpuMicros();
    AT_MOST.forEach((name, target) -> {
      passes.record(
          "processor time an event, firstword : " + name,
          ours / Contender.of(seen, name).cpuMicrosPerEvent(),
          "",
          target);
      Climb.Top top = Contender.of(tops, name);
      if (top.perSecond() > 0) { // Otherwise it did not keep up with the first step.
        passes.record(
            "the same, each at the most it keeps up with, firstword : " + name,
            oursThen / top.cpuMicros(),
            "",
            target);
      }
    });
  }

  @Override
  public void plot(Path root, List<Figure> figures) throws IOException {
    BarPlot.write(
        root,
        "relay-peers",
        "Processor time for a relayed event, one core, "
            + STREAMS
            + " streams, "
            + RATE
            + " events/s",
        List.of(
            cost(Contender.NGINX),
            cost(Contender.FIRSTWORD),
            cost(Peers.SPRING_AI),
            cost(Peers.LANGCHAIN4J),
            cost(Peers.PORTKEY)),
        figures);
  }

  private static String cost(String name) {
    return name + ": processor time an event";
  }
}
