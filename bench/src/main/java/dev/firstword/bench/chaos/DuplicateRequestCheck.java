package dev.firstword.bench.chaos;

import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.client.TurnClient;
import dev.firstword.bench.client.TurnClient.TurnRequest;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Posts the same message a hundred times at once, half of them to each node. They must become one
 * turn, both with the same {@code Idempotency-Key}, and without a key in the same conversation.
 */
final class DuplicateRequestCheck {

  private static final Pace SLOW_PACE = new Pace(1500, 1600, 30, 60);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int ROUNDS = 5;

  private final TwoNodeCluster cluster;

  DuplicateRequestCheck(TwoNodeCluster cluster) {
    this.cluster = cluster;
  }

  void run(Measurements measurements, Violations violations) throws Exception {
    System.out.println("  the same request to both nodes");
    int posts = RunSize.of("POSTS", 100);
    for (int round = 0; round < ROUNDS; round++) {
      measurements.record(
          "identical concurrent requests, over both nodes", posts, "", Target.none());
      String keyed = "What is the same in round " + round + "?";
      postDuplicates(posts, keyed, null, "same-" + round, "with a key", measurements, violations);
      String clicked = "What was clicked in round " + round + "?";
      postDuplicates(
          posts, clicked, conversation(round), null, "without a key", measurements, violations);
    }
  }

  private void postDuplicates(
      int posts,
      String message,
      @Nullable String conversation,
      @Nullable String key,
      String label,
      Measurements measurements,
      Violations violations)
      throws Exception {
    cluster.simulator().setPace(SLOW_PACE);
    int callsBefore = cluster.simulator().callCount();
    var turns = new TreeSet<String>();
    var refusals = new TreeMap<String, Integer>();
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers =
          IntStream.range(0, posts)
              .mapToObj(i -> post(i, message, conversation, key, start))
              .map(threads::submit)
              .toList();
      start.countDown();
      for (Future<String> answer : answers) {
        String turn = answer.get();
        if (turn.startsWith("turn_")) {
          turns.add(turn);
        } else {
          refusals.merge(turn, 1, Integer::sum);
        }
      }
    }
    String violation = "same requests " + label + " that were not answered";
    violations.expectNone(violation);
    refusals.forEach((what, count) -> violations.add(violation, count + " times " + what));
    measurements.record("turns started by them, " + label, turns.size(), "", Target.atMost(1));
    measurements.record(
        "model calls started by them, " + label,
        cluster.simulator().callCount() - callsBefore,
        "",
        Target.atMost(1));
  }

  /**
   * Returns one post as a task, which returns the id of the turn that answers it, or the refusal.
   */
  private Callable<String> post(
      int number,
      String message,
      @Nullable String conversation,
      @Nullable String key,
      CountDownLatch start) {
    URI server = (number % 2 == 0 ? cluster.first() : cluster.second()).address();
    return () -> {
      start.await();
      try (HttpCall call = HttpCall.post(server, message, conversation, key)) {
        if (call.status() != 200) {
          return call.status() + " " + call.json().path("code").asText();
        }
        String turn = "";
        for (ReceivedEvent event : call.events().all()) {
          turn = event.id() == 1 ? event.json().path("turn_id").asText() : turn;
        }
        return turn;
      } catch (IOException e) {
        return e.toString();
      }
    };
  }

  private String conversation(int round) throws Exception {
    TurnClient first =
        TurnClient.posting(
            List.of(cluster.first().address()),
            TurnRequest.of("Hello from round " + round, "hello-" + round),
            TIMEOUT);
    ClientGroup.start(List.of(first));
    ClientGroup.await(List.of(first), TurnClient::finished, TIMEOUT);
    return first.startField("conversation_id");
  }
}
