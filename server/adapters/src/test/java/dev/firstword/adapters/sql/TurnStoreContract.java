package dev.firstword.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.retention.RetentionScope.Others;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnInput;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore.End;
import dev.firstword.core.turn.store.TurnStore.IdempotencyKey;
import dev.firstword.core.turn.store.TurnStore.InsertOutcome;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.core.turn.store.TurnStore.Progress;
import dev.firstword.core.userdata.UserDataStore;
import dev.firstword.relay.event.Source;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract of every store of turns and conversations. */
abstract class TurnStoreContract extends MessagePartsContract {

  private static final String MODEL_CHOSEN =
      "id: 1\ndata: {\"type\":\"model\",\"model\":\"a\",\"reason\":\"simple\"}\n\n";
  private static final String EVENT = "id: 1\ndata: {\"type\":\"text\",\"text\":\"Hi.\"}\n\n";

  @Test
  void storesTheMessageAndAPendingAnswer() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello there");

    List<Message> messages = page("conv_1", null, 10).messages();

    assertThat(messages)
        .containsExactly(
            new Message(
                turn.userMessageId(),
                1,
                Message.Author.USER,
                "Hello there",
                Message.State.COMPLETE,
                1000,
                turn.turnId()),
            new Message(
                turn.assistantMessageId(),
                2,
                Message.Author.ASSISTANT,
                "",
                Message.State.PENDING,
                1000,
                turn.turnId()));
    assertThat(page("conv_1", null, 10).activeTurn()).isEqualTo(turn.turnId());
  }

  @Test
  void storesALogInPiecesAndReturnsItWhole() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");

    String first = "id: 1\ndata: {\"a\":1}\n\n";
    String second = "id: 2\ndata: {\"b\":2}\n\n";
    String third = "id: 3\ndata: {\"c\":3}\n\n";
    turns().save(NODE, List.of(progress(turn, 0, first, null)));
    turns().save(NODE, List.of(progress(turn, first.length(), second, null)));
    assertThat(storedText(turn)).isEqualTo(first + second);

    turns().save(NODE, List.of(progress(turn, 0, first + second + third, end("Hi."))));

    StoredTurn stored = turns().find(ADA, turn.turnId()).orElseThrow();
    assertThat(storedText(turn)).isEqualTo(first + second + third);
    assertThat(stored.state()).isEqualTo(TurnState.DONE);
    assertThat(stored.identity()).isEqualTo(turn);
    assertThat(page("conv_1", null, 10).messages().getLast().text()).isEqualTo("Hi.");
    assertThat(page("conv_1", null, 10).activeTurn()).isNull();
  }

  @Test
  void storesTheSourcesOfAnAnswer() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");
    List<Source> sources =
        List.of(
            new Source("doc_1", "Hand\"book", "https://example.com/a", "Leave \u203a Notice"),
            new Source("doc_2", "Prices", "", ""));

    turns().save(NODE, List.of(progress(turn, 0, EVENT, end("As [1] says.", sources))));

    assertThat(page("conv_1", null, 10).messages())
        .extracting(Message::sources)
        .containsExactly(List.of(), sources);
  }

  @Test
  void savingIsIdempotent() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");
    Progress first = progress(turn, 0, EVENT, null);
    Progress last = progress(turn, 0, EVENT + EVENT, end("Hi."));
    turns().save(NODE, List.of(first));

    assertThat(turns().save(NODE, List.of(first))).isEmpty();
    assertThat(turns().save(NODE, List.of(last))).isEmpty();
    assertThat(turns().save(NODE, List.of(last))).isEmpty();
    assertThat(storedText(turn)).isEqualTo(EVENT + EVENT);
  }

  @Test
  void returnsTheStateOfARunningTurn() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");

    assertThat(turns().find(ADA, "turn_1").orElseThrow().state()).isEqualTo(TurnState.PREPARING);
    turns().save(NODE, List.of(progress(turn, 0, MODEL_CHOSEN, null)));
    assertThat(turns().find(ADA, "turn_1").orElseThrow().state()).isEqualTo(TurnState.WAITING);
    turns().save(NODE, List.of(progress(turn, MODEL_CHOSEN.length(), EVENT, null)));

    StoredTurn stored = turns().find(ADA, "turn_1").orElseThrow();
    assertThat(stored.state()).isEqualTo(TurnState.STREAMING);
    assertThat(stored.node()).isEqualTo(NODE);
    assertThat(storedText(turn)).isEqualTo(MODEL_CHOSEN + EVENT);
    assertThat(stored.log().view().ended()).isFalse();
  }

  @Test
  void oneNodeAdoptsTheTurnsOfADeadNode() {
    TurnIdentity open = begin(1, "conv_1", true, "Hello");
    TurnIdentity ended = begin(2, "conv_2", true, "Hello");
    turns().save(NODE, List.of(progress(ended, 0, EVENT, end("Hi."))));

    List<StoredTurn> adopted = turns().adoptAbandoned("node_2");

    assertThat(adopted).extracting(StoredTurn::identity).containsExactly(open);
    assertThat(adopted).extracting(StoredTurn::node).containsExactly(NODE);
    assertThat(turns().adoptAbandoned("node_2")).isEmpty();
    assertThat(turns().save(NODE, List.of(progress(open, 0, EVENT, null))))
        .containsExactly(open.turnId());
    assertThat(turns().save("node_2", List.of(progress(open, 0, EVENT, end(""))))).isEmpty();
  }

  @Test
  void doesNotAdoptTurnsOfANodeWithALease() {
    begin(1, "conv_1", true, "Hello");
    turns().renewLease(NODE, Duration.ofMinutes(1));
    turns().renewLease(NODE, Duration.ofMinutes(2));
    turns().renewLease("node_2", Duration.ofMinutes(2));

    assertThat(turns().adoptAbandoned("node_2")).isEmpty();

    turns().releaseLease(NODE);
    assertThat(turns().adoptAbandoned("node_2")).hasSize(1);
  }

  @Test
  void ignoresAnExpiredLease() {
    begin(1, "conv_1", true, "Hello");
    turns().renewLease(NODE, Duration.ofMillis(-1));

    assertThat(turns().adoptAbandoned("node_2")).hasSize(1);
  }

  @Test
  void passesOnCancelRequests() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");
    begin(2, "conv_2", true, "Hello");
    assertThat(turns().pendingCancels(NODE)).isEmpty();

    assertThat(turns().requestCancel(BOB, turn.turnId())).isFalse();
    assertThat(turns().requestCancel(ADA, turn.turnId())).isTrue();

    assertThat(turns().pendingCancels(NODE)).containsExactly(turn.turnId());
    assertThat(turns().pendingCancels("node_2")).isEmpty();
    turns().save(NODE, List.of(progress(turn, 0, EVENT, end(""))));
    assertThat(turns().pendingCancels(NODE)).isEmpty();
    assertThat(turns().requestCancel(ADA, turn.turnId())).isFalse();
  }

  @Test
  void keepsWhatATurnNeedsToGoOnElsewhereUntilItEnds() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");
    TurnIdentity other = begin(2, "conv_2", true, "Hello");
    assertThat(turns().findSuspended(turn.turnId())).isEmpty();

    turns().suspend(NODE, turn.turnId(), 1, new byte[] {1});
    turns().suspend(NODE, turn.turnId(), 1, new byte[] {1, 0, 2});
    assertThat(turns().findSuspended(turn.turnId())).contains(new byte[] {1, 0, 2});
    assertThat(turns().findSuspended(other.turnId())).isEmpty();

    turns().suspend(NODE, turn.turnId(), 3, new byte[] {3});
    turns().suspend(NODE, turn.turnId(), 2, new byte[] {2});
    assertThat(turns().findSuspended(turn.turnId())).as("of a later step").contains(new byte[] {3});

    turns().save(NODE, List.of(progress(turn, 0, EVENT, endWithToolCall())));
    assertThat(turns().findSuspended(turn.turnId())).isEmpty();
    turns().suspend(NODE, turn.turnId(), 4, new byte[] {4});
    assertThat(turns().findSuspended(turn.turnId())).as("it has ended").isEmpty();
  }

  @Test
  void onlyTheNodeOfATurnSuspendsIt() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");
    turns().suspend("node_2", turn.turnId(), 1, new byte[] {2});
    assertThat(turns().findSuspended(turn.turnId())).isEmpty();
    turns().suspend(NODE, turn.turnId(), 1, new byte[] {1});

    turns().discardSuspended("node_2", turn.turnId());
    assertThat(turns().findSuspended(turn.turnId())).contains(new byte[] {1});
    turns().adoptAbandoned("node_2");
    turns().discardSuspended(NODE, turn.turnId());
    turns().suspend(NODE, turn.turnId(), 2, new byte[] {2});
    assertThat(turns().findSuspended(turn.turnId())).contains(new byte[] {1});

    turns().discardSuspended("node_2", turn.turnId());
    assertThat(turns().findSuspended(turn.turnId())).isEmpty();
  }

  @Test
  void forgetsASuspendedTurnWithItsConversation() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");
    turns().suspend(NODE, turn.turnId(), 1, new byte[] {1});

    conversations().delete(ADA, "conv_1");

    assertThat(turns().findSuspended(turn.turnId())).isEmpty();
  }

  private static End endWithToolCall() {
    return new End(
        Message.State.COMPLETE,
        "Hi.",
        List.of(),
        2000,
        List.of(new ToolCall("call_1", "find", "{}")));
  }

  @Test
  void passesInputsToTheNodeOfATurnOnce() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");
    TurnInput first = new TurnInput.Result(new ToolResult("call_1", "sunny\0", false));
    TurnInput second = new TurnInput.Result(new ToolResult("call_1", "rainy", true));
    TurnInput now = new TurnInput.AnswerNow();

    assertThat(turns().enqueueInputs(BOB, turn.turnId(), List.of(first))).isEmpty();
    assertThat(turns().enqueueInputs(ADA, turn.turnId(), List.of(first, now)))
        .containsExactly(first, now);
    assertThat(turns().enqueueInputs(ADA, turn.turnId(), List.of(second, now)))
        .as("the first ones count")
        .isEmpty();

    assertThat(turns().takeInputs("node_2", _ -> true)).isEmpty();
    assertThat(turns().takeInputs(NODE, _ -> false)).as("of turns that run elsewhere").isEmpty();
    assertThat(turns().takeInputs(NODE, _ -> true))
        .containsExactly(
            Map.entry(
                turn.turnId(),
                List.of(
                    now, new TurnInput.Result(new ToolResult("call_1", "sunny\uFFFD", false)))));
    assertThat(turns().takeInputs(NODE, _ -> true)).isEmpty();
  }

  @Test
  void leavesNoInputsForAnEndedTurn() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");
    turns().save(NODE, List.of(progress(turn, 0, EVENT, end(""))));

    assertThat(turns().enqueueInputs(ADA, turn.turnId(), List.of(new TurnInput.AnswerNow())))
        .isEmpty();
    assertThat(turns().takeInputs(NODE, _ -> true)).isEmpty();
  }

  @Test
  void findsEndedTurns() {
    begin(1, "conv_1", true, "Hello");
    TurnIdentity ended = begin(2, "conv_2", true, "Hello");
    turns().save(NODE, List.of(progress(ended, 0, EVENT, end("Hi."))));

    assertThat(turns().findEnded(List.of("turn_1", "turn_2", "turn_none")))
        .containsExactlyInAnyOrder("turn_2", "turn_none");
    assertThat(turns().findEnded(List.of())).isEmpty();
  }

  @Test
  void purgesOldKeysAndLogsButNoMessages() {
    TurnIdentity turn = identity(1, "conv_1", ADA);
    turns().insert(newTurn(turn, true, new IdempotencyKey("key", "digest")));
    turns().save(NODE, List.of(progress(turn, 0, EVENT, end("Hi."))));
    Others everything = new Others(Set.of(), Set.of());
    SqlRetentionStore retention =
        new SqlRetentionStore(database(), new SqlDocumentStore(database()));
    assertThat(turns().deleteExpiredKeys(1000)).isZero();
    assertThat(retention.deleteLogs(everything, 9000)).isZero();

    assertThat(turns().deleteExpiredKeys(1001)).isOne();
    assertThat(retention.deleteLogs(everything, 9001)).isOne();

    assertThat(turns().find(ADA, "turn_1")).isEmpty();
    assertThat(page("conv_1", null, 10).messages()).hasSize(2);
    assertThat(
            turns()
                .insert(
                    newTurn(identity(2, "conv_2", ADA), true, new IdempotencyKey("key", "other"))))
        .isEqualTo(new InsertOutcome.Inserted(1));
  }

  /** PostgreSQL can't store NUL in text. */
  @Test
  void replacesNulCharacters() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hel\0lo");
    turns().save(NODE, List.of(progress(turn, 0, EVENT, end("\0Hi 👋"))));

    assertThat(page("conv_1", null, 10).messages())
        .extracting(Message::text)
        .containsExactly("Hel\uFFFDlo", "\uFFFDHi 👋");
  }

  @Test
  void aFailedStatementRevealsNoUserText() {
    begin(1, "conv_1", true, "canary of what ada wrote");

    assertThatThrownBy(() -> begin(1, "conv_1", true, "canary of what ada wrote"))
        .satisfies(failure -> {
          StringWriter trace = new StringWriter();
          failure.printStackTrace(new PrintWriter(trace));
          assertThat(trace.toString()).doesNotContain("canary", "acme");
        });
  }

  @Test
  void aTurnNeedsItsConversation() {
    assertThat(turns().insert(newTurn(identity(1, "conv_none", ADA), false, null)))
        .isEqualTo(new InsertOutcome.ConversationNotFound());
  }

  @Test
  void isolatesCallers() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");

    for (Caller stranger : List.of(BOB, EVE)) {
      assertThat(turns().find(stranger, turn.turnId())).isEmpty();
      assertThat(conversations().exists(stranger, "conv_1")).isFalse();
      assertThat(conversations().page(stranger, "conv_1", null, 10)).isEmpty();
      assertThat(conversations().list(stranger, 10)).isEmpty();
      assertThat(conversations().delete(stranger, "conv_1")).isFalse();
      assertThat(turns().insert(newTurn(identity(9, "conv_1", stranger), false, null)))
          .isEqualTo(new InsertOutcome.ConversationNotFound());
    }
    assertThat(conversations().exists(ADA, "conv_1")).isTrue();
  }

  @Test
  void pagesBackFromTheNewestMessage() {
    begin(1, "conv_1", true, "one");
    begin(2, "conv_1", false, "two");
    begin(3, "conv_1", false, "three");

    ConversationStore.Page newest = page("conv_1", null, 4);
    ConversationStore.Page older = page("conv_1", newest.nextBefore(), 4);

    assertThat(newest.messages()).extracting(Message::position).containsExactly(3L, 4L, 5L, 6L);
    assertThat(older.messages()).extracting(Message::position).containsExactly(1L, 2L);
    assertThat(older.nextBefore()).isNull();
    assertThat(conversations().page(ADA, "conv_1", "msg_nobody", 4)).isEmpty();
  }

  @Test
  void listsTheNewestActivityFirst() {
    begin(1, "conv_1", true, "first\nwith more lines");
    begin(2, "conv_2", true, "second");
    begin(3, "conv_1", false, "again");

    assertThat(conversations().list(ADA, 10))
        .extracting(conversation -> conversation.id() + " " + conversation.title())
        .containsExactly("conv_1 first", "conv_2 second");
  }

  @Test
  void deletesAConversationAndItsTurns() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");

    assertThat(conversations().delete(ADA, "conv_1")).isTrue();
    turns().save(NODE, List.of(progress(turn, 0, "id: 1\ndata: {}\n\n", end("late"))));

    assertThat(turns().find(ADA, turn.turnId())).isEmpty();
    assertThat(conversations().list(ADA, 10)).isEmpty();
    assertThat(turns().adoptAbandoned("node_2")).isEmpty();
  }

  @Test
  void leavesNothingOfADeletedConversation() {
    TurnIdentity running = begin(1, "conv_1", true, "Hello");
    turns().save(NODE, List.of(progress(running, 0, EVENT, null)));
    TurnIdentity ended = begin(2, "conv_1", false, "Hello again");
    turns().save(NODE, List.of(progress(ended, 0, EVENT, end("Hi."))));

    conversations().delete(ADA, "conv_1");
    turns().save(NODE, List.of(progress(running, EVENT.length(), EVENT, null)));

    assertHoldsNoTurns();
  }

  @Test
  void leavesNothingOfAnErasedUser() {
    TurnIdentity running = begin(1, "conv_1", true, "Hello");
    turns().save(NODE, List.of(progress(running, 0, EVENT, null)));
    TurnIdentity ended = begin(2, "conv_2", true, "Hello again");
    turns().save(NODE, List.of(progress(ended, 0, EVENT, end("Hi."))));
    UserDataStore users =
        new SqlUserDataStore(database(), turns(), new SqlDocumentStore(database()), () -> {});
    assertThat(users.activeTurns(ADA)).containsExactly(running.turnId());

    List<String> erased = users.erase(ADA, 5000).turnIds();
    turns().save(NODE, List.of(progress(running, EVENT.length(), EVENT, null)));

    assertThat(erased).containsExactlyInAnyOrder(running.turnId(), ended.turnId());
    assertHoldsNoTurns();
  }

  private void assertHoldsNoTurns() {
    List<String> tables =
        new ArrayList<>(List.of("turn_chunks", "turn_logs", "active_turns", "turns", "messages"));
    if (database().dialect() == SqlDialect.POSTGRESQL) {
      tables.add("turn_batches");
    }
    for (String table : tables) {
      int rows =
          database()
              .read(handle ->
                  handle.select("SELECT count(*) FROM " + table).mapTo(Integer.class).one());
      assertThat(rows).as(table).isZero();
    }
  }

  @Test
  void endsManyTurnsAtOnceAndReportsThoseOfOtherNodes() {
    TurnIdentity first = begin(1, "conv_1", true, "One");
    TurnIdentity second = begin(2, "conv_2", true, "Two");
    turns().insert(NewTurn.of(identity(3, "conv_3", ADA), "chat", true, "Three", "node_2", 1));
    TurnIdentity elsewhere = identity(3, "conv_3", ADA);

    Set<String> lost =
        turns()
            .save(
                NODE,
                List.of(
                    progress(first, 0, EVENT, end("1")),
                    progress(second, 0, EVENT + EVENT, end("2")),
                    progress(elsewhere, 0, EVENT, end("3"))));

    assertThat(lost).containsExactly(elsewhere.turnId());
    assertThat(storedText(first)).isEqualTo(EVENT);
    assertThat(storedText(second)).isEqualTo(EVENT + EVENT);
    assertThat(page("conv_2", null, 10).messages()).extracting(Message::text).contains("2");
    assertThat(turns().find(ADA, "turn_3").orElseThrow().state()).isEqualTo(TurnState.PREPARING);
    assertThat(turns().adoptAbandoned("node_9"))
        .extracting(StoredTurn::identity)
        .containsExactly(elsewhere);
  }

  @Test
  void concurrentTurnsAreAllStored() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<InsertOutcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        TurnIdentity identity = identity(i, "conv_" + i, ADA);
        outcomes.add(threads.submit(() -> turns().insert(newTurn(identity, true, null))));
      }
      for (Future<InsertOutcome> outcome : outcomes) {
        assertThat(outcome.get()).isEqualTo(new InsertOutcome.Inserted(1));
      }
    }

    assertThat(turns().adoptAbandoned("node_2")).hasSize(500);
  }

  private static Progress progress(
      TurnIdentity turn, long offset, String bytes, @Nullable End end) {
    TurnState state = end == null ? TurnState.STREAMING : TurnState.DONE;
    return new Progress(turn, offset, bytes.getBytes(UTF_8), state, end);
  }

  private ConversationStore.Page page(String conversation, @Nullable String before, int limit) {
    return conversations().page(ADA, conversation, before, limit).orElseThrow();
  }

  private String storedText(TurnIdentity turn) {
    StoredTurn stored = turns().find(ADA, turn.turnId()).orElseThrow();
    return new String(stored.log().view().toBytes(), UTF_8);
  }
}
