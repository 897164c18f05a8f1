package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.client.Answer;
import dev.firstword.client.FirstwordClient;
import dev.firstword.client.RetryPolicy;
import dev.firstword.client.Turn;
import dev.firstword.client.TurnEvents;
import dev.firstword.client.TurnRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Java client behind a proxy that cuts its connections. */
final class JavaClientReconnectTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  /** {@code -Dclient.turns=1000} is the figure of docs/java.md. */
  private static final int TURNS = Integer.getInteger("client.turns", 60);

  private static final long SEED = Long.getLong("client.seed", 20_261_130);
  private static final int CONCURRENT = 30;
  private static final int USUAL_BYTES = 3_000;

  /** As the default, without waiting long. */
  private static final RetryPolicy QUICK =
      new RetryPolicy(Duration.ofMillis(5), Duration.ofMillis(50), 60, Duration.ofSeconds(1));

  @Test
  @Timeout(600)
  void losesAndDoublesNoCharacterWhenConnectionsAreCut() throws Exception {
    FirstwordClient direct = FirstwordClient.builder(SERVER.firstword().uri()).build();
    try (CuttingProxy proxy = new CuttingProxy(SERVER.firstword().uri(), SEED, USUAL_BYTES);
        ExecutorService threads = Executors.newFixedThreadPool(CONCURRENT)) {
      FirstwordClient client = FirstwordClient.builder(proxy.uri()).retry(QUICK).build();

      List<Future<Answer>> answers =
          IntStream.range(0, TURNS)
              .mapToObj(number -> threads.submit(() -> ask(client, "Question " + number)))
              .toList();

      int characters = 0;
      for (Future<Answer> future : answers) {
        Answer answer = future.get();
        Turn stored = direct.turn(answer.turnId());
        assertThat(answer.text()).as("seed %d", SEED).isNotEmpty().isEqualTo(stored.text());
        characters += answer.text().length();
      }
      assertThat(conversations()).as("one turn for each question").isEqualTo(Math.min(TURNS, 200));
      assertThat(proxy.cuts()).as("connections cut").isGreaterThan(TURNS);
      System.out.printf(
          "%d turns, %d characters, %d connections cut, seed %d%n",
          TURNS, characters, proxy.cuts(), SEED);
    }
  }

  /** Returns how many conversations there are, of 200 at most. */
  private static int conversations() {
    return SERVER.client().get("/api/conversations?limit=200").json().path("conversations").size();
  }

  private static Answer ask(FirstwordClient client, String question) {
    TurnRequest request =
        TurnRequest.builder().message(question).model(SimulatedModels.STEADY).build();
    try (TurnEvents events = client.start(request)) {
      return events.readAnswer();
    }
  }
}
