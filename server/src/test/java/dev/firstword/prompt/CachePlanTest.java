package dev.firstword.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.prompt.CachePlan.Mark;
import dev.firstword.prompt.CacheRules.Way;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.prompt.Prompt.Role;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class CachePlanTest {

  private static final String LONG = "word ".repeat(1_000); // 1,250 tokens.
  private static final CacheRules RULES = new CacheRules(Way.MARKED, 1024);

  @Test
  void marksTheInstructionsAndTheNewestMessageThatStays() {
    CachePlan plan = plan(conversation(LONG, 3), CacheLife.ONE_HOUR);

    assertThat(plan.marks())
        .containsExactly(new Mark(0, CacheLife.ONE_HOUR), new Mark(2, CacheLife.FIVE_MINUTES));
  }

  @Test
  void marksNothingBelowTheModelsMinimum() {
    assertThat(plan(conversation("Be brief.", 3), CacheLife.FIVE_MINUTES).marks()).isEmpty();
  }

  @Test
  void knowsTheMinimumOfModelsByTheirName() {
    assertThat(CacheRules.of(Way.MARKED, "claude-opus-4-6").minimumTokens()).isEqualTo(4096);
    assertThat(CacheRules.of(Way.MARKED, "claude-haiku-4-5-20251001").minimumTokens())
        .isEqualTo(4096);
    assertThat(CacheRules.of(Way.MARKED, "claude-sonnet-4-6").minimumTokens()).isEqualTo(1024);
    assertThat(CacheRules.of(Way.MARKED, "claude-opus-4-7").minimumTokens()).isEqualTo(2048);
    assertThat(CacheRules.of(Way.MARKED, "claude-opus-5").minimumTokens()).isEqualTo(512);
  }

  @Test
  void doesNotMarkAnAnswerThatIsGoneOnWith() {
    PromptBuilder builder = new PromptBuilder(LONG, "Go on?", 1_000);
    builder.addOlder(Role.ASSISTANT, "Yes.");
    builder.addOlder(Role.USER, "Are you there?");
    builder.goOnWith("It begins");

    CachePlan plan = plan(builder.build(), CacheLife.FIVE_MINUTES);

    assertThat(plan.marks()).extracting(Mark::block).containsExactly(0, 2);
  }

  @Property
  void neverMarksMoreThanFourPlacesNorWhatChanges(
      @ForAll @IntRange(min = 1, max = 200) int messages,
      @ForAll @IntRange(max = 3) int longInstructions) {
    Prompt prompt = conversation(LONG.repeat(longInstructions), messages);

    CachePlan plan = plan(prompt, CacheLife.ONE_HOUR);

    assertThat(plan.marks()).hasSizeLessThanOrEqualTo(4).doesNotHaveDuplicates();
    assertThat(plan.marks()).extracting(Mark::block).isSorted();
    assertThat(plan.marks()).allMatch(mark -> mark.block() < messages);
    assertThat(plan.marks())
        .allMatch(mark -> mark.block() == 0 || mark.life() == CacheLife.FIVE_MINUTES);
  }

  @Property
  void looksBackToWhereTheConversationWasMarkedBefore(
      @ForAll @IntRange(min = 1, max = 200) int before,
      @ForAll @IntRange(min = 1, max = 34) int since) {
    int kept = lastMark(plan(conversation(LONG, before), CacheLife.FIVE_MINUTES));

    CachePlan plan = plan(conversation(LONG, before + since), CacheLife.FIVE_MINUTES);

    assertThat(plan.marks())
        .anyMatch(mark -> kept <= mark.block() && kept > mark.block() - CachePlan.LOOK_BACK);
  }

  private static int lastMark(CachePlan plan) {
    return plan.marks().getLast().block();
  }

  private static CachePlan plan(Prompt prompt, CacheLife life) {
    return CachePlan.of(Prefixes.of(prompt), prompt.stableMessages(), RULES, life);
  }

  private static Prompt conversation(String system, int messages) {
    List<PromptMessage> all = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      all.add(new PromptMessage(i % 2 == 0 ? Role.USER : Role.ASSISTANT, "Message " + i));
    }
    return new Prompt(system, all);
  }
}
