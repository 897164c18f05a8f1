package dev.firstword.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.identity.Caller;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class HistoryTest {

  private final ListedConversation conversation = new ListedConversation();
  private final History history = new History(conversation);

  @Test
  void readsNoFurtherBackThanIsWanted() {
    talk(5_000);
    String newest = conversation.ask("And now?");

    List<String> texts = read(newest, 10);

    assertThat(texts).hasSize(10).first().isEqualTo("answer 4999");
    assertThat(conversation.messagesRead.get()).isEqualTo(100);
  }

  @Test
  void asksTheStoreOnlyForWhatIsNew() {
    talk(200);
    read(conversation.ask("First"), 50);
    conversation.answer("Yes");
    conversation.messagesRead.set(0);

    List<String> texts = read(conversation.ask("Second"), 52);

    assertThat(texts).hasSize(52).startsWith("Yes", "First", "answer 199");
    assertThat(conversation.messagesRead.get()).isLessThanOrEqualTo(4);
  }

  @Test
  void neverRemembersAnAnswerThatIsStillBeingWritten() {
    String first = conversation.ask("First");
    read(first, 10);
    String second = conversation.ask("Second, while the first is being answered");
    conversation.answer("");
    read(second, 10);
    conversation.answer("Whole at last");

    assertThat(read(conversation.ask("Third"), 10)).startsWith("Whole at last");
  }

  @Test
  void isAskedForItsOwnerOnly() {
    talk(3);
    String newest = conversation.ask("And now?");
    read(newest, 10);

    List<String> texts = new ArrayList<>();
    history
        .readBack(
            new Caller("other", "ada"),
            ListedConversation.ID,
            newest,
            message -> texts.add(message.text()))
        .run();

    assertThat(texts).isEmpty();
  }

  @Test
  void forgetsWhatWasDeleted() {
    talk(3);
    String newest = conversation.ask("And now?");
    read(newest, 10);
    conversation.deleted = true;

    assertThat(read(newest, 10)).isEmpty();
  }

  /** Whatever was read before, the next one gets what the store alone would say. */
  @Property(tries = 300)
  void saysWhatTheStoreWouldSay(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 260) Integer> budgets) {
    ListedConversation own = new ListedConversation();
    History remembering = new History(own);
    for (int i = 0; i < budgets.size(); i++) {
      for (int turn = 0; turn < budgets.get(i) % 7; turn++) {
        own.ask("question " + i + "." + turn);
        own.answer("answer " + i + "." + turn);
      }
      String newest = own.ask("now " + i);
      List<String> expected = own.textsBefore(newest);

      List<String> texts = read(remembering, newest, budgets.get(i));

      assertThat(texts).isEqualTo(expected.subList(0, Math.min(budgets.get(i), expected.size())));
      if (budgets.get(i) % 3 != 0) {
        own.answer("then " + i); // Otherwise the answer stays open for ever.
      }
    }
  }

  private void talk(int turns) {
    for (int i = 0; i < turns; i++) {
      conversation.ask("question " + i);
      conversation.answer("answer " + i);
    }
  }

  private List<String> read(String before, int most) {
    return read(history, before, most);
  }

  private static List<String> read(History history, String before, int most) {
    List<String> texts = new ArrayList<>();
    history
        .readBack(
            ListedConversation.OWNER,
            ListedConversation.ID,
            before,
            message -> {
              texts.add(message.text());
              return texts.size() < most;
            })
        .run();
    return texts;
  }
}
