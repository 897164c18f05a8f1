package dev.firstword.core.turn.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.protocol.ChatRequest.SummaryPreference;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.core.turn.admission.InFlightRequests.Key;
import dev.firstword.core.turn.admission.InFlightRequests.Reservation;
import dev.firstword.core.turn.admission.InFlightRequests.ReservationResult;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.log.TurnLog;
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

final class InFlightRequestsTest {

  private static final Caller CALLER = new Caller("local", "local");

  private long nowNanos;
  private final InFlightRequests inFlight = new InFlightRequests(() -> nowNanos);

  @Test
  void aSecondClickFindsTheFirstTurn() {
    Reservation first = inFlight.reserve(inConversation("Hello"), "d").reservation();

    ReservationResult second = inFlight.reserve(inConversation("Hello"), "d");

    assertThat(second.isOwner()).isFalse();
    assertThat(second.reservation()).isSameAs(first);
  }

  @Test
  void aDifferentMessageIsADifferentRequest() {
    inFlight.reserve(inConversation("Hello"), "d");

    assertThat(inFlight.reserve(inConversation("Hello!"), "d").isOwner()).isTrue();
  }

  @Test
  void aRunningTurnIsReusedAtAnyTime() {
    Reservation first = inFlight.reserve(inConversation("Hello"), "d").reservation();
    first.complete(turn(TurnState.STREAMING));
    advance(Duration.ofMinutes(5));

    assertThat(inFlight.reserve(inConversation("Hello"), "d").isOwner()).isFalse();
  }

  @Test
  void anEndedTurnIsReusedForTwoSecondsFromItsStart() {
    Reservation first = inFlight.reserve(inConversation("Hello"), "d").reservation();
    first.complete(turn(TurnState.DONE));

    advance(Duration.ofMillis(1999));
    assertThat(inFlight.reserve(inConversation("Hello"), "d").isOwner()).isFalse();
    advance(Duration.ofMillis(1));
    assertThat(inFlight.reserve(inConversation("Hello"), "d").isOwner()).isTrue();
  }

  @Test
  void withoutAConversationOnlyADoubleClickIsADuplicate() {
    Reservation first = inFlight.reserve(newConversation("Hello"), "d").reservation();
    first.complete(turn(TurnState.STREAMING));

    advance(Duration.ofMillis(1999));
    assertThat(inFlight.reserve(newConversation("Hello"), "d").isOwner()).isFalse();
    advance(Duration.ofMillis(1));
    assertThat(inFlight.reserve(newConversation("Hello"), "d").isOwner()).isTrue();
  }

  @Test
  void aKeyBelongsToATenant() {
    ChatRequest request = request("Hello", null);
    inFlight.reserve(Key.of(CALLER, TurnOrigin.LIVE, request, "k"), "d");

    assertThat(
            inFlight
                .reserve(Key.of(new Caller("other", "local"), TurnOrigin.LIVE, request, "k"), "d")
                .isOwner())
        .isTrue();
    assertThat(
            inFlight
                .reserve(Key.of(new Caller("local", "two"), TurnOrigin.LIVE, request, "k"), "d")
                .isOwner())
        .isFalse();
  }

  @Test
  void aFailureLetsTheNextRequestTry() {
    Reservation first = inFlight.reserve(inConversation("Hello"), "d").reservation();
    inFlight.fail(first, new IllegalStateException("the store is away"));

    assertThat(inFlight.reserve(inConversation("Hello"), "d").isOwner()).isTrue();
  }

  @Test
  void oneOfAHundredConcurrentRequestsWins() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ReservationResult>> claims = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        claims.add(
            threads.submit(() -> {
              go.await();
              return inFlight.reserve(inConversation("Hello"), "d");
            }));
      }
      go.countDown();

      int winners = 0;
      for (Future<ReservationResult> claim : claims) {
        winners += claim.get().isOwner() ? 1 : 0;
      }
      assertThat(winners).isOne();
    }
  }

  @Test
  void continuingAnotherAnswerIsADifferentRequest() {
    inFlight.reserve(continuationOf("turn_1"), "d");

    assertThat(inFlight.reserve(continuationOf("turn_2"), "d").isOwner()).isTrue();
  }

  @Test
  void theSameWordsWithAnotherImageAreADifferentRequest() {
    inFlight.reserve(withImage("a1"), "d");

    assertThat(inFlight.reserve(withImage("b2"), "d").isOwner()).isTrue();
    assertThat(inFlight.reserve(withImage("a1"), "d").isOwner()).isFalse();
    assertThat(inFlight.reserve(inConversation("Hello"), "d").isOwner()).isTrue();
  }

  @Test
  void theSameWordsWithOtherToolsAreADifferentRequest() {
    inFlight.reserve(withTool("{}"), "d");

    assertThat(inFlight.reserve(withTool("{\"type\":\"object\"}"), "d").isOwner()).isTrue();
    assertThat(inFlight.reserve(withTool("{}"), "d").isOwner()).isFalse();
  }

  @Test
  void otherNodesTellThemApartToo() {
    assertThat(criteria(withImage("a1")))
        .isEqualTo(criteria(withImage("a1")))
        .isNotEqualTo(criteria(withImage("b2")))
        .isNotEqualTo(criteria(withTool("{}")))
        .isNotEqualTo(criteria(inConversation("Hello")));
  }

  private static Object criteria(Key key) {
    return ((Key.Message) key).toCriteria(0);
  }

  private static Key withImage(String sha256) {
    MediaDescription image =
        new MediaDescription(MediaDescription.Kind.IMAGE, "image/png", "", sha256, 3, 1);
    return key(List.of(new Attachment(image, new byte[3])), GenerationOptions.DEFAULT);
  }

  private static Key withTool(String schema) {
    ToolDefinition tool = new ToolDefinition("get_orders", "", schema);
    return key(List.of(), GenerationOptions.DEFAULT.withTools(List.of(tool)));
  }

  private static Key key(List<Attachment> attachments, GenerationOptions options) {
    ChatRequest request =
        new ChatRequest(
            "Hello",
            "conv_1",
            "chat",
            Map.of(),
            null,
            null,
            null,
            Priority.QUALITY,
            SummaryPreference.AUTO,
            null,
            null,
            attachments,
            options,
            null,
            List.of());
    return Key.of(CALLER, TurnOrigin.LIVE, request, null);
  }

  private static Key continuationOf(String turnId) {
    return new Key.Message(CALLER, TurnOrigin.LIVE, "conv_1", "chat", "Continue.", turnId, "");
  }

  private void advance(Duration time) {
    nowNanos += time.toNanos();
  }

  private static Key inConversation(String message) {
    return Key.of(CALLER, TurnOrigin.LIVE, request(message, "conv_1"), null);
  }

  private static Key newConversation(String message) {
    return Key.of(CALLER, TurnOrigin.LIVE, request(message, null), null);
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
        SummaryPreference.AUTO,
        null,
        null,
        List.of(),
        GenerationOptions.DEFAULT,
        null,
        List.of());
  }

  @Test
  void anEndedTurnIsKnownByItsIdOnlyUntilTheWindowHasPassed() {
    Reservation first = inFlight.reserve(inConversation("Hello"), "d").reservation();
    first.complete(turn(TurnState.DONE));

    first.turnEnded("turn_1");

    ReservationResult second = inFlight.reserve(inConversation("Hello"), "d");
    assertThat(second.isOwner()).isFalse();
    assertThat(second.reservation().turn).isNull();
    assertThat(second.reservation().endedTurnId()).isEqualTo("turn_1");
    advance(InFlightRequests.DOUBLE_CLICK_WINDOW);
    assertThat(inFlight.reserve(inConversation("Hello"), "d").isOwner()).isTrue();
  }

  private static FollowableTurn turn(TurnState state) {
    return new StoredTurn(
        new TurnIdentity("turn_1", "conv_1", "msg_1", "msg_2", CALLER),
        state,
        new TurnLog(),
        "node_1",
        TurnOrigin.LIVE,
        0);
  }
}
