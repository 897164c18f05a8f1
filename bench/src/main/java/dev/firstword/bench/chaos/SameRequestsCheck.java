package dev.firstword.bench.chaos;

import dev.firstword.bench.client.Call;
import dev.firstword.bench.client.Event;
import dev.firstword.bench.client.Person;
import dev.firstword.bench.client.Person.Ask;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Size;
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
 * A hundred posts of the same words in one moment, half of them to each node: they are one turn,
 * with the same {@code Idempotency-Key}, and without one in the same conversation.
 */
final class SameRequestsCheck {

  private static final Pace SLOW = new Pace(1500, 1600, 30, 60);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ROUNDS = 5;

  private final Cluster cluster;

  SameRequestsCheck(Cluster cluster) {
    this.cluster = cluster;
  }

  void run(Passes passes, Findings findings) throws Exception {
    System.out.println("  the same request to both nodes");
    int posts = Size.of("POSTS", 100);
    for (int round = 0; round < ROUNDS; round++) {
      passes.record("same requests at once, over both nodes", posts, "", Target.none());
      String keyed = "What is the same in round " + round + "?";
      same(posts, keyed, null, "same-" + round, "with a key", passes, findings);
      String clicked = "What was clicked in round " + round + "?";
      same(posts, clicked, conversation(round), null, "without a key", passes, findings);
    }
  }

  private void same(
      int posts,
      String message,
      @Nullable String conversation,
      @Nullable String key,
      String how,
      Passes passes,
      Findings findings)
      throws Exception {
    cluster.simulator().pace(SLOW);
    int callsBefore = cluster.simulator().calls();
    var turns = new TreeSet<String>();
    var refusals = new TreeMap<String, Integer>();
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers =
          IntStream.range(0, posts)
              .mapToObj(i -> post(i, message, conversation, key, go))
              .map(threads::submit)
              .toList();
      go.countDown();
      for (Future<String> answer : answers) {
        String turn = answer.get();
        if (turn.startsWith("turn_")) {
          turns.add(turn);
        } else {
          refusals.merge(turn, 1, Integer::sum);
        }
      }
    }
    String kind = "same requests " + how + " that were not answered";
    findings.lookFor(kind);
    refusals.forEach((what, count) -> findings.found(kind, count + " times " + what));
    passes.record("turns begun by them, " + how, turns.size(), "", Target.atMost(1));
    passes.record(
        "model calls begun by them, " + how,
        cluster.simulator().calls() - callsBefore,
        "",
        Target.atMost(1));
  }

  /** One post; the id of the turn that answers it, or how it was refused. */
  private Callable<String> post(
      int number,
      String message,
      @Nullable String conversation,
      @Nullable String key,
      CountDownLatch go) {
    URI server = (number % 2 == 0 ? cluster.first() : cluster.second()).address();
    return () -> {
      go.await();
      try (Call call = Call.post(server, message, conversation, key)) {
        if (call.status() != 200) {
          return call.status() + " " + call.json().path("code").asText();
        }
        String turn = "";
        for (Event event : call.events().all()) {
          turn = event.id() == 1 ? event.json().path("turn_id").asText() : turn;
        }
        return turn;
      } catch (IOException e) {
        return e.toString();
      }
    };
  }

  private String conversation(int round) throws Exception {
    Person first =
        Person.asking(
            List.of(cluster.first().address()),
            Ask.of("Hello from round " + round, "hello-" + round),
            LIMIT);
    People.begin(List.of(first));
    People.await(List.of(first), Person::over, LIMIT);
    return first.startField("conversation_id");
  }
}
