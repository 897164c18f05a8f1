package dev.firstword.core.prompt;

import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PromptBuilderTest {

  @Test
  void ordersHistoryOldestFirstAndTheQuestionLast() {
    PromptBuilder builder = new PromptBuilder("Be brief.", "And then?", 1000);
    builder.addOlder(Role.ASSISTANT, "Once upon a time.");
    builder.addOlder(Role.USER, "Tell me a story.");

    assertThat(builder.build())
        .isEqualTo(
            new Prompt(
                "Be brief.",
                List.of(
                    new PromptMessage(Role.USER, "Tell me a story."),
                    new PromptMessage(Role.ASSISTANT, "Once upon a time."),
                    new PromptMessage(Role.USER, "And then?")),
                3,
                CacheScope.DEFAULT));
  }

  @Test
  void aQuestionIsRepeatedUnlessItHasExcerptsOrNoHistoryIsSent() {
    Excerpt excerpt = new Excerpt("Title", "", "", "A passage.");

    assertThat(new PromptBuilder("", "Q", 100).build().stableMessages()).isEqualTo(1);
    assertThat(new PromptBuilder("", "Q", List.of(excerpt), 100).build().stableMessages()).isZero();
    assertThat(new PromptBuilder("", "Q", 0).build().stableMessages()).isZero();
  }

  @Test
  void stopsAtTheFirstMessageThatDoesNotFit() {
    PromptBuilder builder = new PromptBuilder("", "Q", 5);

    assertThat(builder.addOlder(Role.ASSISTANT, "four chars: 3 tokens".substring(0, 12))).isTrue();
    assertThat(builder.addOlder(Role.USER, "this one is far too long")).isFalse();
    assertThat(builder.addOlder(Role.USER, "fits")).isFalse();
  }

  @Test
  void mergesAdjacentMessagesOfOneRole() {
    PromptBuilder builder = new PromptBuilder("", "Again, please.", 1000);
    builder.addOlder(Role.ASSISTANT, " ");
    builder.addOlder(Role.USER, "What is a hedge?");

    assertThat(builder.build().messages())
        .containsExactly(new PromptMessage(Role.USER, "What is a hedge?\n\nAgain, please."));
  }

  @Test
  void neverStartsWithAnAssistantMessage() {
    PromptBuilder builder = new PromptBuilder("", "Q2", 3);
    builder.addOlder(Role.ASSISTANT, "A1");
    builder.addOlder(Role.USER, "a question too long for what is left of the budget");

    assertThat(builder.build().messages()).containsExactly(new PromptMessage(Role.USER, "Q2"));
  }

  @Test
  void includesAContinuedAnswerRegardlessOfBudget() {
    PromptBuilder builder = new PromptBuilder("", "What is a hedge?", 0);
    builder.continueFrom("A second ca");

    assertThat(builder.build().messages())
        .startsWith(
            new PromptMessage(Role.USER, "What is a hedge?"),
            new PromptMessage(Role.ASSISTANT, "A second ca"))
        .hasSize(3)
        .last()
        .satisfies(asked -> {
          assertThat(asked.role()).isEqualTo(Role.USER);
          assertThat(asked.text()).contains("Go on exactly where it stopped");
        });
  }

  @Test
  void rolesAlwaysAlternate() {
    property()
        .forAll(lists(of(Role.values())), integers(0, 40))
        .checkAssert((roles, budget) -> {
          PromptBuilder builder = new PromptBuilder("", "question", budget);
          roles.forEach(role -> builder.addOlder(role, "text"));

          List<PromptMessage> messages = builder.build().messages();

          assertThat(messages.getFirst().role()).isEqualTo(Role.USER);
          assertThat(messages.getLast().role()).isEqualTo(Role.USER);
          for (int i = 1; i < messages.size(); i++) {
            assertThat(messages.get(i).role()).isNotEqualTo(messages.get(i - 1).role());
          }
        });
  }

  @Test
  void truncatesALongConversationAtAStablePoint() {
    Set<String> beginnings = new HashSet<>();
    for (int turn = 100; turn < 200; turn++) {
      PromptBuilder builder = new PromptBuilder("", "And then?", 400);
      for (long position = 2L * turn; position > 0; position--) {
        Role role = position % 2 == 0 ? Role.ASSISTANT : Role.USER;
        if (!builder.addOlder(role, "Message %05d of it".formatted(position), position)) {
          break;
        }
      }
      beginnings.add(builder.build().messages().getFirst().text());
    }

    assertThat(beginnings).hasSizeLessThan(20);
  }
}
