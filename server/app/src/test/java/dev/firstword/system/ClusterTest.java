package dev.firstword.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.adapters.redis.RedisTurnBus;
import dev.firstword.adapters.sql.PostgresqlStorage;
import dev.firstword.app.wiring.Firstword;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.core.turn.store.TurnStore.Progress;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes sharing one PostgreSQL and one Redis are interchangeable for clients. */
final class ClusterTest {

  @RegisterExtension static final ClusterFixture CLUSTER = new ClusterFixture();

  private final Client a = CLUSTER.a;
  private final Client b = CLUSTER.b;

  @Test
  void aTurnIsReplicatedByteForByteToAnotherNode() {
    EventStream onA = a.ask(ChatCall.steady("Follow me elsewhere"));
    EventStream onB = b.follow(onA.turnId());

    onB.awaitText(40);

    assertThat(a.turn(onA.turnId()).json().path("state").asText()).isEqualTo("streaming");
    assertThat(onB.awaitEnd().raw()).isEqualTo(onA.awaitEnd().raw());
    assertThat(b.transcript(onA.turnId()).raw()).isEqualTo(onA.awaitEnd().raw());
  }

  @Test
  void aReaderResumesOnAnotherNode() {
    EventStream onA = a.ask(ChatCall.steady("Resume me elsewhere"));
    onA.awaitText(40);
    int seen = onA.received().size();

    Transcript rest = b.followAfter(onA.turnId(), onA.received().get(seen - 1).id()).awaitEnd();

    assertThat(rest.raw()).isEqualTo(onA.awaitEnd().rawAfter(seen));
  }

  @Test
  void aTurnIsCancelledFromAnotherNode() {
    EventStream onA = a.ask(ChatCall.writing("Stop me from elsewhere"));
    onA.awaitText(40);

    assertThat(b.cancel(onA.turnId()).status()).isEqualTo(202);

    assertThat(onA.awaitEnd().ending().field("by")).isEqualTo("user");
    ServerFixture.awaitTrue(() -> CLUSTER.calls().closedByClient() == 1);
    assertThat(b.turn(onA.turnId()).json().path("state").asText()).isEqualTo("cancelled");
  }

  @Test
  void aReaderOnAnotherNodeKeepsATurnAlive() {
    EventStream onA = a.ask(ChatCall.writing("Stay").profile(TestProfiles.SHORT_DISCONNECT_GRACE));
    onA.awaitText(40);
    EventStream onB = b.follow(onA.turnId());
    int read = onB.awaitText(40).length();

    onA.close();

    // Twice the grace period of the profile: a token arrives every 10 ms.
    onB.awaitText(read + 2 * 100 * 3);
    onB.close();
    // Readers are announced for 8 s, and looked up every 3 s.
    await().atMost(Duration.ofSeconds(25)).until(() -> CLUSTER.calls().closedByClient() == 1);
    assertThat(b.transcript(onA.turnId()).ending().field("by")).isEqualTo("disconnect");
  }

  @Test
  void oneHundredDuplicatesOnBothNodesStartOneGeneration() {
    ChatCall call = ChatCall.of("Only once, please").key("both-nodes");
    List<String> turns = Concurrently.all(oneHundred(), number -> turnIdOf(number, call));

    assertThat(Set.copyOf(turns)).hasSize(1);
    assertThat(CLUSTER.calls().calls()).isEqualTo(1);
  }

  @Test
  void aDoubleClickOnBothNodesStartsOneGeneration() {
    EventStream first = a.ask(ChatCall.of("Hello"));
    first.awaitEnd();
    ChatCall again = ChatCall.steady("Twice").inConversation(first.conversationId());

    List<String> turns = Concurrently.all(oneHundred(), number -> turnIdOf(number, again));

    assertThat(Set.copyOf(turns)).hasSize(1);
    assertThat(CLUSTER.calls().calls()).isEqualTo(2);
  }

  private static List<Integer> oneHundred() {
    return IntStream.range(0, 100).boxed().toList();
  }

  private String turnIdOf(int number, ChatCall call) {
    EventStream stream = (number % 2 == 0 ? a : b).ask(call);
    stream.awaitEnd();
    return stream.turnId();
  }

  @Test
  void deletingAConversationOnAnotherNodeCancelsItsTurns() {
    EventStream onA = a.ask(ChatCall.writing("Delete me"));
    onA.awaitText(40);

    assertThat(b.send("DELETE", "/api/conversations/" + onA.conversationId()).status())
        .isEqualTo(204);

    assertThat(onA.awaitEnd().ending().type()).isEqualTo("cancelled");
    ServerFixture.awaitTrue(() -> CLUSTER.calls().closedByClient() == 1);
    assertThat(a.turn(onA.turnId()).status()).isEqualTo(404);
  }

  /** A node that appears dead: its lease has expired and it is silent. */
  @Test
  void theTurnsOfADeadNodeAreEnded() {
    TurnIdentity turn =
        new TurnIdentity(
            "turn_of_the_dead", "conv_of_the_dead", "msg_1", "msg_2", new Caller("local", "local"));
    String kept = "id: 1\ndata: {\"type\":\"text\",\"text\":\"Kept, \"}\n\n";
    String shared = "id: 2\ndata: {\"type\":\"text\",\"text\":\"and shared\"}\n\n";
    try (PostgresqlStorage storage = PostgresqlStorage.open(CLUSTER.database);
        RedisTurnBus bus = RedisTurnBus.connect(CLUSTER.redis.address(), TaskScheduler.system())) {
      storage.turns().renewLease("node_dead", Duration.ofSeconds(1));
      storage.turns().insert(NewTurn.of(turn, "chat", true, "Hello", "node_dead", 1));
      storage
          .turns()
          .save(
              "node_dead",
              List.of(new Progress(turn, 0, kept.getBytes(UTF_8), TurnState.STREAMING, null)));
      bus.publish(
          "node_dead",
          List.of(
              new LogChunk(
                  turn.turnId(), 0, (kept + shared).getBytes(UTF_8), TurnState.STREAMING, false)),
          Map.of());
    }

    Transcript onB = b.follow(turn.turnId()).awaitEnd();

    assertThat(onB.text()).isEqualTo("Kept, and shared");
    assertThat(onB.ending().field("code")).isEqualTo("interrupted");
    assertThat(a.transcript(turn.turnId()).raw()).isEqualTo(onB.raw());
  }

  @Test
  void turnsContinueAndStartWithoutRedis() {
    EventStream before = a.ask(ChatCall.writing("Before"));
    before.awaitText(40);
    EventStream beforeOnB = b.follow(before.turnId());
    beforeOnB.awaitText(20);
    CLUSTER.redis.stop();
    try {
      int seen = before.awaitText(1).length();
      before.awaitText(seen + 300);
      EventStream onB = b.ask(ChatCall.steady("During"));
      Transcript during = onB.awaitEnd();
      assertThat(during.ending().type()).isEqualTo("done");
      assertThat(a.transcript(onB.turnId()).raw()).isEqualTo(during.raw());
      beforeOnB.awaitText(before.awaitText(1).length());
      b.cancel(before.turnId());
      assertThat(before.awaitEnd().ending().field("by")).isEqualTo("user");
      assertThat(beforeOnB.awaitEnd().raw()).isEqualTo(before.awaitEnd().raw());
    } finally {
      CLUSTER.redis.start();
    }
    EventStream after = a.ask(ChatCall.steady("After"));
    assertThat(b.follow(after.turnId()).awaitEnd().raw()).isEqualTo(after.awaitEnd().raw());
  }

  @Test
  void runningTurnsEndWithoutPostgresqlAndAreStoredLater() throws Exception {
    EventStream running = a.ask(ChatCall.steady("Running"));
    running.awaitText(20);
    CLUSTER.postgresql.stop();
    Transcript whole;
    try {
      whole = running.awaitEnd();
      assertThat(whole.ending().type()).isEqualTo("done");
      Reply refused = b.refused(ChatCall.of("Not now"));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.json().path("action").asText()).isEqualTo("wait");
      assertThat(refused.header("retry-after")).isNotEmpty();
    } finally {
      CLUSTER.postgresql.start();
    }

    // The connection pool waits between two attempts.
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> {
          Reply turn = b.turn(running.turnId());
          return turn.status() == 200 && turn.json().path("state").asText().equals("done");
        });
    assertThat(b.transcript(running.turnId()).raw()).isEqualTo(whole.raw());
    assertThat(b.ask(ChatCall.of("Now again")).awaitEnd().ending().type()).isEqualTo("done");
  }

  @Test
  void aStoppedNodeLeavesNoTurnUnfinished() {
    EventStream stream;
    try (Firstword third = CLUSTER.startAnother()) {
      Client c = new Client(third.uri());
      stream = c.ask(ChatCall.writing("I am on a node that is going"));
      stream.awaitText(40);
    }

    Transcript ended = b.transcript(stream.turnId());

    assertThat(ended.ending().field("by")).isEqualTo("shutdown");
    assertThat(ended.ending().field("action")).isEqualTo("continue");
  }
}
