package dev.firstword.core.conversation;

import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.ContentPart;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HistoryTest {

  private final InMemoryConversation conversation = new InMemoryConversation();
  private final History history = new History(conversation);

  @Test
  void readsNoFurtherBackThanNeeded() {
    addTurns(5_000);
    String newest = conversation.addQuestion("And now?");

    List<String> texts = read(newest, 10);

    assertThat(texts).hasSize(10).first().isEqualTo("answer 4999");
    assertThat(conversation.messagesRead.get()).isEqualTo(100);
  }

  @Test
  void readsOnlyNewMessagesFromTheStore() {
    addTurns(200);
    read(conversation.addQuestion("First"), 50);
    conversation.completeAnswer("Yes");
    conversation.messagesRead.set(0);

    List<String> texts = read(conversation.addQuestion("Second"), 52);

    assertThat(texts).hasSize(52).startsWith("Yes", "First", "answer 199");
    assertThat(conversation.messagesRead.get()).isLessThanOrEqualTo(4);
  }

  @Test
  void neverCachesAPendingAnswer() {
    String first = conversation.addQuestion("First");
    read(first, 10);
    String second = conversation.addQuestion("Second, while the first is being answered");
    conversation.completeAnswer("");
    read(second, 10);
    conversation.completeAnswer("Whole at last");

    assertThat(read(conversation.addQuestion("Third"), 10)).startsWith("Whole at last");
  }

  @Test
  void leavesOutWhatWasReplacedAlthoughItWasCached() {
    addTurns(3);
    read(conversation.addQuestion("Cached"), 10);
    conversation.completeAnswer("Yes");

    conversation.replaceFrom("msg_3");
    String edited = conversation.addQuestion("Edited");

    assertThat(read(edited, 10)).containsExactly("answer 0", "question 0");
    conversation.completeAnswer("Again");
    assertThat(read(conversation.addQuestion("Next"), 10))
        .containsExactly("Again", "Edited", "answer 0", "question 0");
  }

  @Test
  void readsOnlyNewMessagesAfterAReplacement() {
    addTurns(200);
    conversation.replaceFrom("msg_391");
    conversation.addQuestion("Edited");
    conversation.completeAnswer("Again");
    read(conversation.addQuestion("First"), 50);
    conversation.completeAnswer("Yes");
    conversation.messagesRead.set(0);

    List<String> texts = read(conversation.addQuestion("Second"), 52);

    assertThat(texts).hasSize(52).startsWith("Yes", "First", "Again", "Edited", "answer 194");
    assertThat(conversation.messagesRead.get()).isLessThanOrEqualTo(4);
  }

  @Test
  void returnsNothingToAnotherCaller() {
    addTurns(3);
    String newest = conversation.addQuestion("And now?");
    read(newest, 10);

    List<String> texts = new ArrayList<>();
    history
        .readBackwards(
            new Caller("other", "ada"),
            InMemoryConversation.ID,
            newest,
            message -> texts.add(message.text()))
        .run();

    assertThat(texts).isEmpty();
  }

  @Test
  void dropsADeletedConversation() {
    addTurns(3);
    String newest = conversation.addQuestion("And now?");
    read(newest, 10);
    conversation.deleted = true;

    assertThat(read(newest, 10)).isEmpty();
  }

  /** Ten pages of such messages would be more than the memory of a small server. */
  @Test
  void stopsReadingWhatToolsReturned() {
    List<ContentPart> large =
        List.of(
            new ContentPart.ToolCall("call_1", "dump", "{}"),
            new ContentPart.ToolResult("call_1", "x".repeat(1024 * 1024), false));
    for (int i = 0; i < 500; i++) {
      conversation.addQuestion("question " + i);
      conversation.completeAnswer("answer " + i, large);
    }

    List<String> texts = read(conversation.addQuestion("And now?"), 1_000);

    assertThat(texts).hasSizeBetween(10, 20).startsWith("answer 499", "question 499");
    assertThat(conversation.pagesRead.get()).isOne();
  }

  /** Whatever was read before, the result matches that of the store alone. */
  @Test
  void matchesTheStore() {
    property(300)
        .forAll(lists(integers(1, 260), 1, 30))
        .checkAssert(HistoryTest::assertMatchesTheStore);
  }

  private static void assertMatchesTheStore(List<Integer> budgets) {
    InMemoryConversation reference = new InMemoryConversation();
    History cachedHistory = new History(reference);
    for (int i = 0; i < budgets.size(); i++) {
      for (int turn = 0; turn < budgets.get(i) % 7; turn++) {
        reference.addQuestion("question " + i + "." + turn);
        reference.completeAnswer("answer " + i + "." + turn);
      }
      if (budgets.get(i) % 5 == 0) {
        reference.replaceFrom("msg_" + (1 + 2 * (budgets.get(i) % 11)));
      }
      String newest = reference.addQuestion("now " + i);
      List<String> expected = reference.textsBefore(newest);

      List<String> texts = read(cachedHistory, newest, budgets.get(i));

      assertThat(texts).isEqualTo(expected.subList(0, Math.min(budgets.get(i), expected.size())));
      if (budgets.get(i) % 3 != 0) {
        reference.completeAnswer("then " + i); // Otherwise the answer stays pending forever.
      }
    }
  }

  private void addTurns(int turns) {
    for (int i = 0; i < turns; i++) {
      conversation.addQuestion("question " + i);
      conversation.completeAnswer("answer " + i);
    }
  }

  private List<String> read(String before, int limit) {
    return read(history, before, limit);
  }

  private static List<String> read(History history, String before, int limit) {
    List<String> texts = new ArrayList<>();
    history
        .readBackwards(
            InMemoryConversation.OWNER,
            InMemoryConversation.ID,
            before,
            message -> {
              texts.add(message.text());
              return texts.size() < limit;
            })
        .run();
    return texts;
  }
}
