package dev.firstword.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Site;
import dev.firstword.bench.stage.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How soon is a broken service level told of, and how soon that it is kept again? And is nobody
 * alarmed by fewer than thirty turns?
 */
final class AlertQuestion {

  private static final int LEAST_TURNS = 30;
  private static final int MOST_SECONDS_TO_FIRE = 60;
  private static final Duration LONGEST = Duration.ofSeconds(240);

  /** Long enough that the watch over the levels has looked three times. */
  private static final Duration THREE_LOOKS = Duration.ofSeconds(15);

  private static final Pace KEPT = new Pace(100, 200, 200, 20);
  private static final Pace BROKEN = new Pace(1_500, 2_000, 200, 20);

  private static final String LEVELS =
      """
      routing:
        hedge: {rate: 0}
      levels:
        - {name: ttft, measure: ttft_ms, share: 0.95, limit: 1s}
      """;

  private final Path root;
  private final int secondsWell = Size.of("SECONDS", 30);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  AlertQuestion(Path root) {
    this.root = root;
  }

  void ask(Passes passes) throws Exception {
    try (Site site = Site.open(root)) {
      fewTurns(site, passes);
      watched(site, passes);
    }
  }

  private void fewTurns(Site site, Passes passes) throws Exception {
    try (Node node = site.node("few", LEVELS)) {
      node.start();
      People people = new People(client, node.address(), node.address());
      site.simulator().pace(BROKEN);
      people.ask(LEAST_TURNS - 1, "few ");
      TimeUnit.NANOSECONDS.sleep(THREE_LOOKS.toNanos());
      passes.record(
          "alerts on " + (LEAST_TURNS - 1) + " turns that all missed the level",
          people.alerts().size(),
          "",
          Target.atMost(0));
    }
  }

  private void watched(Site site, Passes passes) throws Exception {
    try (Node node = site.node("watched", LEVELS);
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      node.start();
      People people = new People(client, node.address(), node.address());
      site.simulator().pace(KEPT);
      Traffic traffic = new Traffic(people);
      Future<?> coming = threads.submit(traffic);
      try {
        breakAndMend(site, people, passes);
      } finally {
        traffic.over = true;
      }
      coming.get();
    }
  }

  private void breakAndMend(Site site, People people, Passes passes)
      throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(secondsWell);
    passes.record("alerts while the level was kept", people.alerts().size(), "", Target.atMost(0));

    site.simulator().pace(BROKEN);
    passes.record(
        "from a level being broken to its alert",
        seconds(() -> isFiring(people)),
        "s",
        Target.atMost(MOST_SECONDS_TO_FIRE));

    site.simulator().pace(KEPT);
    passes.record(
        "from the level being kept again to its alert's end",
        seconds(() -> !isFiring(people)),
        "s");
  }

  /** Some more people all the time, about as many as ask a small product. */
  private static final class Traffic implements Runnable {
    private final People people;
    private volatile boolean over;

    Traffic(People people) {
      this.people = people;
    }

    @Override
    public void run() {
      try {
        for (int round = 0; !over; round++) {
          people.ask(10, "round " + round + " ");
        }
      } catch (Exception e) {
        throw new IllegalStateException("people can't ask", e);
      }
    }
  }

  private static boolean isFiring(People people) {
    for (JsonNode alert : alerts(people)) {
      if (alert.path("state").asText().equals("firing")
          && alert.path("severity").asText().equals("page")) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode alerts(People people) {
    try {
      return people.alerts();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double seconds(BooleanSupplier condition) throws InterruptedException {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean() && System.nanoTime() - begin < LONGEST.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(250);
    }
    return (System.nanoTime() - begin) / 1e9;
  }
}
