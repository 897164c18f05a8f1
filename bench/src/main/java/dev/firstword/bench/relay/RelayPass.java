package dev.firstword.bench.relay;

import dev.firstword.bench.relay.Run.Seen;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Every contender once under every load, and what they come to beside each other. */
final class RelayPass {

  /** Nobody comes or goes: what an event costs. */
  private static final Load STEADY = new Load(1000, 30_000, 0, 3, 1, 4);

  /** Answers of 15 s, one after another: how long the first word takes. */
  private static final Load TURNOVER = new Load(1000, 10_000, 150, 3, 1, 7);

  static final String FIRST_WORD = "%s: first word, 10,000/s";

  private static final int TRIES = 3;
  private static final String DIRECT = "direct";
  private static final String NGINX = "nginx";

  private final Ground ground;
  private final Passes passes;
  private int noisy;
  private final Map<String, Seen> steady = new LinkedHashMap<>();
  private final Map<String, Seen> turnover = new LinkedHashMap<>();
  private final Map<String, Climb.Top> tops = new LinkedHashMap<>();

  RelayPass(Ground ground, Passes passes) {
    this.ground = ground;
    this.passes = passes;
  }

  void run() throws Exception {
    for (Contender contender : ground.contenders()) {
      steady.put(contender.name(), quiet(contender, STEADY));
      turnover.put(contender.name(), quiet(contender, TURNOVER));
      tops.put(contender.name(), Climb.of(ground, contender));
    }
    costs();
    firstWords();
    heights();
  }

  /** A run during which the machine had other things to do says nothing, and is made again. */
  private Seen quiet(Contender contender, Load load) throws Exception {
    Seen seen = new Run(ground, contender).under(load);
    for (int i = 1; i < TRIES && !seen.isQuiet(); i++) {
      tell(contender, load, seen);
      seen = new Run(ground, contender).under(load);
    }
    tell(contender, load, seen);
    noisy += seen.isQuiet() ? 0 : 1;
    return seen;
  }

  /** How many runs were noisy each time they were made: with any, nothing can be claimed. */
  int noisy() {
    return noisy;
  }

  private static void tell(Contender contender, Load load, Seen seen) {
    System.out.printf(
        Locale.ROOT,
        "  %s, %d events/s: %.1f us an event, late by %.2f ms (p50) and %.2f ms (p99)%s%n",
        contender.name(),
        load.eventsPerSecond(),
        seen.cpuMicrosPerEvent(),
        millis(seen.heard().delays(), 50),
        millis(seen.heard().delays(), 99),
        seen.isQuiet()
            ? ""
            : String.format(
                Locale.ROOT,
                "; NOISY: others used %.2f cores, the host took %.2f",
                seen.otherCores(),
                seen.stolenCores()));
  }

  /** What the figure of an event's cost is called. */
  static String cost(String name) {
    return name + ": processor time an event, 30,000/s";
  }

  private void costs() {
    steady.forEach((name, seen) -> {
      if (!name.equals(DIRECT)) {
        passes.record(cost(name), seen.cpuMicrosPerEvent(), "us");
      }
      percentiles(name + ": event late, 30,000/s", seen.heard().delays());
      passes.record(name + ": events lost", (double) seen.lost(), "", Target.atMost(0));
    });
    for (String name : servers()) {
      passes.record(
          "processor time an event, " + name + " : nginx",
          of(steady, name).cpuMicrosPerEvent() / of(steady, NGINX).cpuMicrosPerEvent(),
          "",
          Target.atMost(1.3));
    }
  }

  private List<String> servers() {
    return steady.keySet().stream()
        .filter(name -> !name.equals(DIRECT) && !name.equals(NGINX))
        .toList();
  }

  private void firstWords() {
    turnover.forEach((name, seen) -> {
      percentiles(FIRST_WORD.formatted(name), seen.heard().firstWords());
      percentiles(name + ": first word relayed, 10,000/s", seen.heard().firstDelays());
      passes.record(
          name + ": events lost, with turnover", (double) seen.lost(), "", Target.atMost(0));
    });
    for (String name : servers()) {
      added(name, "first word", seen -> seen.heard().firstWords());
      added(name, "first word relayed", seen -> seen.heard().firstDelays());
    }
  }

  private interface Times {
    Histogram of(Seen seen);
  }

  private void added(String name, String what, Times times) {
    Histogram direct = times.of(of(turnover, DIRECT));
    Histogram ours = times.of(of(turnover, name));
    Target[] targets = {Target.atMost(0.5), Target.atMost(2)};
    int[] percentiles = {50, 99};
    for (int i = 0; i < percentiles.length; i++) {
      passes.record(
          "%s, %s - direct, p%d".formatted(what, name, percentiles[i]),
          millis(ours, percentiles[i]) - millis(direct, percentiles[i]),
          "ms",
          targets[i]);
    }
  }

  private void heights() {
    tops.forEach((name, top) -> {
      passes.record(name + ": most events a second", top.perSecond(), "");
      if (!name.equals(DIRECT)) {
        passes.record(name + ": processor time an event, then", top.cpuMicros(), "us");
      }
    });
    for (String name : servers()) {
      passes.record(
          "processor time an event at the most, " + name + " : nginx",
          of(tops, name).cpuMicros() / of(tops, NGINX).cpuMicros(),
          "",
          Target.atMost(1));
    }
  }

  private void percentiles(String what, Histogram micros) {
    for (int percentile : new int[] {50, 99}) {
      passes.record(what + ", p" + percentile, millis(micros, percentile), "ms");
    }
  }

  private static double millis(Histogram micros, int percentile) {
    return micros.getValueAtPercentile(percentile) / 1e3;
  }

  private static <T> T of(Map<String, T> all, String name) {
    T one = all.get(name);
    if (one == null) {
      throw new IllegalStateException("there is no contender " + name);
    }
    return one;
  }
}
