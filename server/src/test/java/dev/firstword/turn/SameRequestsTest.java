package dev.firstword.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.identity.Caller;
import dev.firstword.protocol.ChatRequest;
import dev.firstword.protocol.ChatRequest.Priority;
import dev.firstword.protocol.ChatRequest.SummaryWish;
import dev.firstword.turn.SameRequests.Claim;
import dev.firstword.turn.SameRequests.Claimed;
import dev.firstword.turn.SameRequests.Key;
import dev.firstword.turn.TurnStore.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SameRequestsTest {

  private static final Caller CALLER = new Caller("local", "local");

  private long nowNanos;
  private final SameRequests sameRequests = new SameRequests(() -> nowNanos);

  @Test
  void aSecondClickFindsTheFirst() {
    Claim first = sameRequests.claim(inConversation("Hello"), "d").claim();

    Claimed second = sameRequests.claim(inConversation("Hello"), "d");

    assertThat(second.isMine()).isFalse();
    assertThat(second.claim()).isSameAs(first);
  }

  @Test
  void otherWordsAreAnotherRequest() {
    sameRequests.claim(inConversation("Hello"), "d");

    assertThat(sameRequests.claim(inConversation("Hello!"), "d").isMine()).isTrue();
  }

  @Test
  void aRunningTurnAnswersHoweverLateTheSecondComes() {
    Claim first = sameRequests.claim(inConversation("Hello"), "d").claim();
    first.turn.complete(turn(TurnState.STREAMING));
    pass(Duration.ofMinutes(5));

    assertThat(sameRequests.claim(inConversation("Hello"), "d").isMine()).isFalse();
  }

  @Test
  void anEndedTurnAnswersForTwoSecondsFromItsStart() {
    Claim first = sameRequests.claim(inConversation("Hello"), "d").claim();
    first.turn.complete(turn(TurnState.DONE));

    pass(Duration.ofMillis(1999));
    assertThat(sameRequests.claim(inConversation("Hello"), "d").isMine()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(sameRequests.claim(inConversation("Hello"), "d").isMine()).isTrue();
  }

  @Test
  void withoutAConversationOnlyADoubleClickIsTheSame() {
    Claim first = sameRequests.claim(newConversation("Hello"), "d").claim();
    first.turn.complete(turn(TurnState.STREAMING));

    pass(Duration.ofMillis(1999));
    assertThat(sameRequests.claim(newConversation("Hello"), "d").isMine()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(sameRequests.claim(newConversation("Hello"), "d").isMine()).isTrue();
  }

  @Test
  void aKeyBelongsToATenant() {
    ChatRequest request = request("Hello", null);
    sameRequests.claim(Key.of(CALLER, Origin.LIVE, request, "k"), "d");

    assertThat(
            sameRequests
                .claim(Key.of(new Caller("other", "local"), Origin.LIVE, request, "k"), "d")
                .isMine())
        .isTrue();
    assertThat(
            sameRequests
                .claim(Key.of(new Caller("local", "two"), Origin.LIVE, request, "k"), "d")
                .isMine())
        .isFalse();
  }

  @Test
  void whoeverAsksAfterAFailureMayTry() {
    Claim first = sameRequests.claim(inConversation("Hello"), "d").claim();
    sameRequests.giveUp(first, new IllegalStateException("the store is away"));

    assertThat(sameRequests.claim(inConversation("Hello"), "d").isMine()).isTrue();
  }

  @Test
  void ofAHundredAtOnceOneWins() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Claimed>> claims = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        claims.add(
            threads.submit(() -> {
              go.await();
              return sameRequests.claim(inConversation("Hello"), "d");
            }));
      }
      go.countDown();

      int winners = 0;
      for (Future<Claimed> claim : claims) {
        winners += claim.get().isMine() ? 1 : 0;
      }
      assertThat(winners).isOne();
    }
  }

  @Test
  void goingOnWithAnotherAnswerIsAnotherRequest() {
    sameRequests.claim(goingOn("turn_1"), "d");

    assertThat(sameRequests.claim(goingOn("turn_2"), "d").isMine()).isTrue();
  }

  private static Key goingOn(String turnId) {
    return new Key.Message(CALLER, Origin.LIVE, "conv_1", "chat", "Continue.", turnId);
  }

  private void pass(Duration time) {
    nowNanos += time.toNanos();
  }

  private static Key inConversation(String message) {
    return Key.of(CALLER, Origin.LIVE, request(message, "conv_1"), null);
  }

  private static Key newConversation(String message) {
    return Key.of(CALLER, Origin.LIVE, request(message, null), null);
  }

  private static ChatRequest request(String message, @Nullable String conversation) {
    return new ChatRequest(
        message,
        conversation,
        "chat",
        Map.of(),
        null,
        null,
        null,
        Priority.QUALITY,
        SummaryWish.AUTO,
        null);
  }

  private static FollowableTurn turn(TurnState state) {
    return new StoredTurn(
        new TurnIdentity("turn_1", "conv_1", "msg_1", "msg_2", CALLER),
        state,
        new TurnLog(),
        "node_1",
        Origin.LIVE,
        0);
  }
}
