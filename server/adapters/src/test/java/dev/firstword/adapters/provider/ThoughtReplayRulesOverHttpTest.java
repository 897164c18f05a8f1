package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.HistoryMessage;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.prompt.ThoughtReplayRules;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.RejectedThoughtCounts;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thoughts are sent back turn after turn for as long as the conversation before them is the one in
 * which they were written, as the simulated provider checks.
 */
final class ThoughtReplayRulesOverHttpTest {

  private static final String OPUS = "claude-opus-5-5";
  private static final String SONNET = "claude-sonnet-5-5";
  private static final String SOL = "gpt-6.2-sol";

  private final Simulator simulator = Simulator.start(settings(), "127.0.0.1", 0);
  private final LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS);

  private static SimulatorSettings settings() {
    ModelSettings model =
        new ModelSettings(1, 2, 50_000)
            .withOutputTokens(20)
            .withThinking(new ThinkingSettings(1, 2, ThinkingDisplay.OMITTED));
    return SimulatorSettings.defaults()
        .withModel(OPUS, model)
        .withModel(SONNET, model)
        .withModel(SOL, model);
  }

  /** The APIs that have a form for thoughts, with a model that binds them. */
  enum Api {
    /** A note before tool calls is a thought too. */
    MESSAGES(Dialect.ANTHROPIC, OPUS, 2),
    RESPONSES(Dialect.RESPONSES, SOL, 1);

    private final Dialect dialect;
    private final String model;
    private final int thoughtsBeforeTools;

    Api(Dialect dialect, String model, int thoughtsBeforeTools) {
      this.dialect = dialect;
      this.model = model;
      this.thoughtsBeforeTools = thoughtsBeforeTools;
    }
  }

  @AfterEach
  void close() {
    loop.close();
    simulator.close();
  }

  private ModelProvider provider(Dialect dialect) {
    return loop.provider(dialect, simulator.uri());
  }

  private StoredConversation conversation(Api api) {
    return new StoredConversation(loop, provider(api.dialect), api.dialect);
  }

  private void assertNoneWasRefused() {
    assertThat(simulator.stats().total().rejected()).as("refused requests").isZero();
  }

  @ParameterizedTest
  @EnumSource
  void eachTurnRepeatsTheThoughtsOfAllTurnsBefore(Api api) throws Exception {
    StoredConversation conversation = conversation(api).withTools("look", "read");

    conversation.ask(api.model, "One: `look` and `read`");
    conversation.ask(api.model, "Two");
    conversation.ask(api.model, "Three: `look`");

    assertThat(conversation.thoughtsSent())
        .as("those before tools of the first and third turn, and of the first two answers")
        .isEqualTo(2 * api.thoughtsBeforeTools + 2);
    for (HistoryMessage message : conversation.messages().subList(0, 4)) {
      for (ContentPart part : message.parts()) {
        if (part instanceof Thought thought) {
          String wire = thought.encrypted() == null ? thought.signature() : thought.encrypted();
          assertThat(conversation.sent()).contains(wire);
        }
      }
    }
    assertNoneWasRefused();
  }

  @ParameterizedTest
  @EnumSource
  void aThoughtLeavesWithTheExcerptsBeforeIt(Api api) throws Exception {
    StoredConversation conversation = conversation(api);

    conversation.ask(api.model, "One");
    conversation.find("The sky is blue.");
    conversation.ask(api.model, "Two");
    conversation.ask(api.model, "Three");
    assertThat(conversation.thoughtsSent()).as("that of the first turn").isEqualTo(1);

    conversation.ask(api.model, "Four");
    assertThat(conversation.thoughtsSent()).as("those of turns one and three").isEqualTo(2);
    assertThat(conversation.sent()).doesNotContain("The sky is blue.");
    assertNoneWasRefused();
  }

  @ParameterizedTest
  @EnumSource
  void noThoughtSurvivesTheTrimmingOfItsConversation(Api api) throws Exception {
    StoredConversation conversation = conversation(api);
    for (int turn = 1; turn <= 4; turn++) {
      conversation.ask(api.model, "Question " + turn);
    }

    conversation.limitHistory(250);
    conversation.ask(api.model, "Question 5");
    assertThat(conversation.sent()).doesNotContain("Question 1");
    assertThat(conversation.thoughtsSent()).isZero();

    conversation.ask(api.model, "Question 6");
    assertNoneWasRefused();
  }

  @ParameterizedTest
  @EnumSource
  void otherInstructionsEndTheThoughtsBefore(Api api) throws Exception {
    StoredConversation conversation = conversation(api);
    conversation.ask(api.model, "One");
    conversation.changeSystem("Be brief. Be polite.");

    conversation.ask(api.model, "Two");
    assertThat(conversation.thoughtsSent()).isZero();

    conversation.ask(api.model, "Three");
    assertThat(conversation.thoughtsSent()).isEqualTo(1);
    assertNoneWasRefused();
  }

  @Test
  void eachModelGetsItsOwnThoughtsBack() throws Exception {
    StoredConversation conversation = conversation(Api.MESSAGES);

    conversation.ask(OPUS, "One");
    conversation.ask(SONNET, "Two");
    assertThat(conversation.thoughtsSent()).as("Sonnet reads none of Opus").isZero();

    conversation.ask(OPUS, "Three");
    assertThat(conversation.thoughtsSent()).isEqualTo(1);

    conversation.ask(SONNET, "Four");
    assertThat(conversation.thoughtsSent()).isEqualTo(1);
    assertNoneWasRefused();
  }

  @ParameterizedTest
  @EnumSource
  void aContinuedAnswerKeepsTheThoughtBeforeItBrokeOff(Api api) throws Exception {
    StoredConversation conversation = conversation(api);
    Prompt first = new Prompt("Be brief.", List.of(new PromptMessage(Role.USER, "One")));
    List<ContentPart> broken = conversation.call(api.model, first);

    conversation.askAndContinue(api.model, "One", broken);
    assertThat(conversation.thoughtsSent()).isEqualTo(1);

    conversation.ask(api.model, "Two");
    assertThat(conversation.thoughtsSent()).as("not that of the continuation").isEqualTo(1);
    conversation.ask(api.model, "Three");
    assertThat(conversation.thoughtsSent()).isEqualTo(2);
    assertNoneWasRefused();
  }

  /** Whatever made the provider see another conversation, the reader still gets an answer. */
  @Test
  void aCallThatIsRefusedForAThoughtIsRepeatedOnceWithoutIt() throws Exception {
    ModelProvider provider = provider(Dialect.ANTHROPIC);
    StoredConversation conversation =
        new StoredConversation(loop, provider, Dialect.ANTHROPIC).withTools("look");
    Thought foreign = thought(conversation.call(OPUS, prompt("Elsewhere")));
    Prompt here = prompt("Here").withTiers(conversation.tiers());
    Prompt prompt =
        here.append(
            List.of(
                new PromptMessage(
                    Role.ASSISTANT,
                    List.of(
                        foreign.keptIn(ThoughtReplayRules.keyOf(here)),
                        new ContentPart.Text("Yes."))),
                new PromptMessage(Role.USER, "Go on: `look`")));

    List<ContentPart> step = conversation.call(OPUS, prompt);

    assertThat(step).hasAtLeastOneElementOfType(ContentPart.ToolCall.class);
    assertThat(simulator.stats().total().rejected()).isEqualTo(1);
    assertThat(provider.rejectedThoughtCounts()).isEqualTo(new RejectedThoughtCounts(1, 0));
    assertThat(provider.hasRefused(foreign)).isTrue();

    ContentPart.ToolCall call = (ContentPart.ToolCall) step.getLast();
    conversation.call(
        OPUS,
        prompt.append(
            List.of(
                new PromptMessage(Role.ASSISTANT, step),
                new PromptMessage(
                    Role.USER, List.of(new ContentPart.ToolResult(call.id(), "Done", false))))));
    assertThat(simulator.stats().total().rejected()).as("the next step is accepted").isEqualTo(1);
    assertThat(conversation.thoughtsSent()).isEqualTo(Api.MESSAGES.thoughtsBeforeTools);
  }

  private static Thought thought(List<ContentPart> parts) {
    return (Thought) parts.getFirst();
  }

  private static Prompt prompt(String question) {
    return new Prompt("Be brief.", List.of(new PromptMessage(Role.USER, question)));
  }

  /**
   * OpenAI removes what does not fit and says so: nothing is repeated, but operators hear of it.
   */
  @Test
  void countsTheThoughtsThatTheProviderLeftOutItself() throws Exception {
    ModelProvider provider = provider(Dialect.RESPONSES);
    StoredConversation conversation = new StoredConversation(loop, provider, Dialect.RESPONSES);
    Thought foreign = thought(conversation.call(SOL, prompt("Elsewhere")));
    Prompt here = prompt("Here");

    List<ContentPart> answer =
        conversation.call(
            SOL,
            here.append(
                List.of(
                    new PromptMessage(
                        Role.ASSISTANT,
                        List.of(
                            foreign.keptIn(ThoughtReplayRules.keyOf(here)),
                            new ContentPart.Text("Yes."))),
                    new PromptMessage(Role.USER, "Go on"))));

    assertThat(answer).hasAtLeastOneElementOfType(ContentPart.Text.class);
    // Counted when the call is released, just after its end.
    await()
        .untilAsserted(() ->
            assertThat(provider.rejectedThoughtCounts())
                .isEqualTo(new RejectedThoughtCounts(0, 1)));
    assertNoneWasRefused();
  }
}
