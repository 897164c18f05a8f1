package dev.firstword.core.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.ContentPart.Text;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which thoughts a prompt repeats. */
final class ThoughtReplayRulesTest {

  private static final String MODEL = "opus";
  private static final ThoughtReplayRules RULES =
      new ThoughtReplayRules(
          MODEL, Set.of("sonnet"), thought -> "refused".equals(thought.signature()));

  private final List<PromptMessage> messages = new ArrayList<>();

  private void ask(String question) {
    messages.add(new PromptMessage(Role.USER, question));
  }

  /** An answer with a thought that is bound to what was sent. */
  private void answer(String model, String signature) {
    Prompt sent = new ThoughtReplayRules(model, Set.of(), _ -> false).select(prompt());
    Thought thought = new Thought(model, "", signature, null, ThoughtReplayRules.keyOf(sent));
    messages.add(
        new PromptMessage(Role.ASSISTANT, List.of(thought, new Text("After " + signature))));
  }

  private Prompt prompt() {
    return new Prompt("Be brief.", messages);
  }

  private List<String> repeated(Prompt prompt) {
    return RULES.select(prompt).messages().stream()
        .flatMap(message -> message.parts().stream())
        .filter(Thought.class::isInstance)
        .map(part -> String.valueOf(((Thought) part).signature()))
        .toList();
  }

  @Test
  void repeatsThoughtsThatFollowTheSameConversation() {
    ask("One");
    answer(MODEL, "1");
    ask("Two");
    answer(MODEL, "2");
    ask("Three");

    Prompt prompt = prompt();
    assertThat(RULES.select(prompt)).isSameAs(prompt);
    assertThat(repeated(prompt())).containsExactly("1", "2");
  }

  @Test
  void leavesOutWhatFollowsAChange() {
    ask("One");
    answer(MODEL, "1");
    ask("Two");
    answer(MODEL, "2");
    ask("Three");
    messages.set(2, new PromptMessage(Role.USER, "Two, edited"));

    assertThat(repeated(prompt())).containsExactly("1");
    messages.removeFirst();
    messages.removeFirst();
    assertThat(repeated(prompt())).as("a trimmed history").isEmpty();
  }

  @Test
  void leavesOutAllIfTheInstructionsOrToolsChange() {
    ask("One");
    answer(MODEL, "1");
    ask("Two");

    assertThat(repeated(new Prompt("Be polite.", messages))).isEmpty();
    assertThat(repeated(prompt().withTiers(new PromptTiers("look", 1, "")))).isEmpty();
    assertThat(repeated(prompt().withTiers(new PromptTiers("", 0, "effort"))))
        .as("other settings change no conversation")
        .containsExactly("1");
  }

  @Test
  void leavesOutThoughtsThatTheModelDoesNotRead() {
    ask("One");
    answer("haiku", "1");
    ask("Two");

    assertThat(repeated(prompt())).isEmpty();
  }

  @Test
  void handsOverThoughtsOfAModelThatThisOneReads() {
    ask("One");
    answer("sonnet", "1");
    ask("Two");

    assertThat(RULES.select(prompt()).messages().get(1).parts().getFirst())
        .isEqualTo(
            new Thought(
                MODEL,
                "",
                "1",
                null,
                ThoughtReplayRules.keyOf(new Prompt("Be brief.", messages.subList(0, 1)))));
  }

  /** They were written after a conversation that had the refused one. */
  @Test
  void leavesOutARefusedThoughtAndThoseAfterIt() {
    ask("One");
    answer(MODEL, "1");
    ask("Two");
    answer(MODEL, "refused");
    ask("Three");
    answer(MODEL, "3");
    ask("Four");

    assertThat(repeated(prompt())).containsExactly("1");
  }

  @Test
  void repeatsWhatClientsKeepThemselves() {
    ask("One");
    messages.add(
        new PromptMessage(
            Role.ASSISTANT, List.of(new Thought(MODEL, "Hm.", "own", null), new Text("Yes."))));
    ask("Two");

    assertThat(repeated(prompt())).containsExactly("own");
  }

  @Test
  void leavesOutAThoughtThatNothingFollows() {
    ask("One");
    messages.add(new PromptMessage(Role.ASSISTANT, List.of(new Thought(MODEL, "Hm.", "1", null))));

    assertThat(repeated(prompt())).isEmpty();
  }

  @Test
  void theThoughtsOfEarlierTurnsGoFirst() {
    ask("One");
    answer(MODEL, "1");
    ask("Two");
    answer(MODEL, "2");
    messages.add(
        new PromptMessage(
            Role.USER, List.of(new ContentPart.ToolResult("call_1", "Found", false))));

    Prompt once = ThoughtReplayRules.withoutOldest(prompt());
    Prompt twice = ThoughtReplayRules.withoutOldest(once);

    assertThat(repeated(once)).isEmpty(); // The key has changed; the provider allows it.
    assertThat(once.messages().get(3).hasThought()).isTrue();
    assertThat(once.messages().get(1).hasThought()).isFalse();
    assertThat(twice.messages()).noneMatch(PromptMessage::hasThought);
  }
}
