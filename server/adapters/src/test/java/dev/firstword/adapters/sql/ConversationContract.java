package dev.firstword.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.conversation.Conversation;
import dev.firstword.core.conversation.ConversationStore.Filter;
import dev.firstword.core.conversation.ConversationStore.Page;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore.InsertOutcome;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract of replacing messages, and of listing, searching and renaming conversations. */
abstract class ConversationContract extends TurnDeduplicationContract {

  @Test
  void aMessageTakesThePlaceOfAnotherAndOfAllAfterIt() {
    begin(1, "conv_1", true, "one");
    begin(2, "conv_1", false, "two");
    begin(3, "conv_1", false, "three");

    InsertOutcome outcome = replace(4, "conv_1", "msg_u2", "two, edited");

    assertThat(outcome).isEqualTo(new InsertOutcome.Inserted(7));
    assertThat(texts("conv_1")).containsExactly("one", "", "two, edited", "");
    assertThat(pageOf("conv_1", "msg_u2").messages())
        .extracting(Message::text)
        .containsExactly("one", "");
  }

  @Test
  void keepsWhatWasReplaced() {
    TurnIdentity turn = begin(1, "conv_1", true, "one");
    replace(2, "conv_1", "msg_u1", "one, edited");

    end(turn, "The first answer.");

    assertThat(texts("conv_1")).containsExactly("one, edited", "");
    assertThat(turns().find(ADA, turn.turnId())).isPresent();
    assertThat(
            database()
                .<Integer>read(handle ->
                    handle
                        .select("SELECT count(*) FROM messages WHERE replaced_by = 'turn_2'")
                        .mapTo(Integer.class)
                        .one()))
        .isEqualTo(2);
  }

  @Test
  void aReplacedTurnIsNotTheActiveOne() {
    begin(1, "conv_1", true, "one");
    TurnIdentity second = identity(2, "conv_1", ADA);
    replace(2, "conv_1", "msg_u1", "one, edited");
    assertThat(pageOf("conv_1", null).activeTurn()).isEqualTo(second.turnId());

    end(second, "Done.");

    assertThat(pageOf("conv_1", null).activeTurn()).isNull();
  }

  @Test
  void onlyACurrentMessageOfTheUserCanBeReplaced() {
    begin(1, "conv_1", true, "one");
    begin(2, "conv_2", true, "other");
    replace(3, "conv_1", "msg_u1", "one, edited");

    for (String message : List.of("msg_u1", "msg_a3", "msg_u2", "msg_none")) {
      assertThat(replace(9, "conv_1", message, "again"))
          .isEqualTo(new InsertOutcome.NotReplaceable());
    }
    assertThat(texts("conv_1")).containsExactly("one, edited", "");
    assertThat(replace(10, "conv_1", "msg_u3", "again")).isEqualTo(new InsertOutcome.Inserted(5));
  }

  @Test
  void ofManyThatReplaceOneMessageOneIsStored() throws Exception {
    begin(1, "conv_1", true, "one");
    List<Future<InsertOutcome>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 2; i < 12; i++) {
        int number = i;
        outcomes.add(threads.submit(() -> replace(number, "conv_1", "msg_u1", "edit " + number)));
      }
    }

    List<InsertOutcome> all = new ArrayList<>();
    for (Future<InsertOutcome> outcome : outcomes) {
      all.add(outcome.get());
    }
    assertThat(all).filteredOn(InsertOutcome.Inserted.class::isInstance).hasSize(1);
    assertThat(texts("conv_1")).hasSize(2);
  }

  @Test
  void listsConversationsByTheirOrigin() {
    start(1, "Talk", Conversation.ORIGIN_CHAT);
    start(2, "Try", "playground");

    assertThat(found(new Filter("playground", null))).containsExactly("Try");
    assertThat(found(new Filter(Conversation.ORIGIN_CHAT, null))).containsExactly("Talk");
    assertThat(found(Filter.ALL)).containsExactly("Try", "Talk");
    assertThat(conversations().list(ADA, 1).getFirst().origin()).isEqualTo("playground");
  }

  @Test
  void findsConversationsByTitleAndByWhatWasSaid() {
    end(start(1, "Rivers of Europe", "chat"), "The Danube is 100% longer than the Rhine.");
    end(start(2, "Mountains", "chat"), "They are high.");
    begin(3, "conv_2", false, "And the Zugspitze?");

    assertThat(found(new Filter(null, "rivers"))).containsExactly("Rivers of Europe");
    assertThat(found(new Filter(null, "danube"))).containsExactly("Rivers of Europe");
    assertThat(found(new Filter(null, "zugspitze"))).containsExactly("Mountains");
    assertThat(found(new Filter(null, "100%"))).containsExactly("Rivers of Europe");
    assertThat(found(new Filter(null, "Z_gspitze"))).isEmpty();
    assertThat(found(new Filter(null, "%"))).containsExactly("Rivers of Europe");
    assertThat(conversations().list(BOB, new Filter(null, "danube"), 10)).isEmpty();
    replace(4, "conv_2", "msg_u3", "And the sea?");
    assertThat(found(new Filter(null, "zugspitze"))).isEmpty();
  }

  @Test
  void renamesAConversationOfItsOwner() {
    begin(1, "conv_1", true, "one");

    assertThat(conversations().rename(ADA, "conv_1", "Better\0")).isTrue();

    assertThat(found(Filter.ALL)).containsExactly("Better\uFFFD");
    for (Caller stranger : List.of(BOB, EVE)) {
      assertThat(conversations().rename(stranger, "conv_1", "Mine")).isFalse();
    }
    assertThat(conversations().rename(ADA, "conv_none", "Any")).isFalse();
  }

  private InsertOutcome replace(int number, String conversation, String message, String text) {
    return turns()
        .insert(
            NewTurn.of(
                    identity(number, conversation, ADA), "chat", false, text, NODE, number * 1000L)
                .withPlace(message, Conversation.ORIGIN_CHAT));
  }

  private TurnIdentity start(int number, String text, String origin) {
    TurnIdentity identity = identity(number, "conv_" + number, ADA);
    turns()
        .insert(
            NewTurn.of(identity, "chat", true, text, NODE, number * 1000L).withPlace(null, origin));
    return identity;
  }

  private void end(TurnIdentity turn, String text) {
    byte[] log = "id: 1\ndata: {}\n\n".getBytes(UTF_8);
    turns().save(NODE, List.of(new Progress(turn, 0, log, TurnState.DONE, end(text))));
  }

  private List<String> texts(String conversation) {
    return pageOf(conversation, null).messages().stream().map(Message::text).toList();
  }

  private Page pageOf(String conversation, @Nullable String before) {
    return conversations().page(ADA, conversation, before, 10).orElseThrow();
  }

  private List<String> found(Filter filter) {
    return conversations().list(ADA, filter, 10).stream().map(Conversation::title).toList();
  }
}
