package dev.firstword.core.prompt;

import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.ContentPart.Citation;
import dev.firstword.core.prompt.ContentPart.Commentary;
import dev.firstword.core.prompt.ContentPart.Media;
import dev.firstword.core.prompt.ContentPart.ProviderBlock;
import dev.firstword.core.prompt.ContentPart.Text;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.prompt.MediaDescription.Kind;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Prompts of messages with images, files, tool calls and their results. */
final class PromptBuilderPartsTest {

  private static final MediaDescription CHART =
      new MediaDescription(Kind.IMAGE, "image/png", "chart.png", "hash-of-chart", 9_000, 100);
  private static final MediaDescription REPORT =
      new MediaDescription(Kind.FILE, "application/pdf", "", "hash-of-report", 9_000, 900);

  private static final ToolCall SEARCH = new ToolCall("call_1", "search", "{\"q\":\"hedge\"}");
  private static final ToolCall FETCH = new ToolCall("call_2", "fetch", "{}");
  private static final ToolResult FOUND = new ToolResult("call_1", "Two pages.", false);
  private static final ToolResult FETCHED = new ToolResult("call_2", "A page.", true);

  @Test
  void imagesAndFilesPrecedeTheTextOfTheQuestion() {
    PromptBuilder builder =
        new PromptBuilder("", "What is this?", List.of(CHART, REPORT), List.of(), 1_000);

    assertThat(builder.build().messages())
        .containsExactly(user(new Media(CHART), new Media(REPORT), new Text("What is this?")));
  }

  @Test
  void aQuestionMayBeAnImageAlone() {
    PromptBuilder builder = new PromptBuilder("", "", List.of(CHART), List.of(), 1_000);

    assertThat(builder.build().messages()).containsExactly(user(new Media(CHART)));
  }

  @Test
  void excerptsStayWithTheTextOfTheQuestion() {
    Excerpt excerpt = new Excerpt("Handbook", "", "", "Leave is 30 days.");
    PromptBuilder builder =
        new PromptBuilder("", "How long?", List.of(CHART), List.of(excerpt), 1_000);

    PromptMessage question = builder.build().messages().getFirst();

    assertThat(question.parts()).hasSize(2).startsWith(new Media(CHART));
    assertThat(question.text()).contains("[1] Handbook", "Question: How long?");
  }

  @Test
  void olderImagesAreSentAgain() {
    PromptBuilder builder = new PromptBuilder("", "And now?", 1_000);
    builder.addOlder(Role.ASSISTANT, "A chart.");
    builder.addOlder(userMessage("What is this?", CHART));

    assertThat(builder.build().messages())
        .containsExactly(
            user(new Media(CHART), new Text("What is this?")),
            assistant(new Text("A chart.")),
            user(new Text("And now?")));
  }

  @Test
  void anAnswerWithToolCallsBecomesItsRounds() {
    List<PromptMessage> messages =
        messagesWith(
            new Text("I will look."),
            SEARCH,
            FOUND,
            new Text("One more."),
            FETCH,
            FETCHED,
            new Text("Here it is."));

    assertThat(messages)
        .containsExactly(
            assistant(new Text("I will look."), SEARCH),
            user(FOUND),
            assistant(new Text("One more."), FETCH),
            user(FETCHED),
            assistant(new Text("Here it is.")));
  }

  @Test
  void resultsOfParallelCallsAreInTheOrderOfTheCalls() {
    assertThat(messagesWith(SEARCH, FETCH, FETCHED, FOUND, new Text("Done.")))
        .containsExactly(
            assistant(SEARCH, FETCH), user(FOUND, FETCHED), assistant(new Text("Done.")));
  }

  @Test
  void aResultThatCameLateStaysWithItsCall() {
    assertThat(messagesWith(SEARCH, FETCH, FOUND, new Text("Done."), FETCHED))
        .containsExactly(
            assistant(SEARCH, FETCH), user(FOUND, FETCHED), assistant(new Text("Done.")));
  }

  @Test
  void thoughtsOfEarlierTurnsAreDropped() {
    Thought thought = new Thought("claude", "Hm.", "signature", null);

    assertThat(messagesWith(thought, new Text("It "), thought, new Text("is."), thought, SEARCH))
        .startsWith(assistant(new Text("It is."), SEARCH));
    assertThat(messagesWith(thought)).isEmpty();
  }

  @Test
  void thoughtsThatAreKeptStayInTheirPlaces() {
    Thought first = new Thought("claude", "Hm.", "signature 1", null, "key 1");
    Thought second = new Thought("claude", "", null, "encrypted", "key 2");

    assertThat(messagesWith(first, SEARCH, FOUND, second, new Text("It is.")))
        .containsExactly(
            assistant(first, SEARCH), user(FOUND), assistant(second, new Text("It is.")));
    assertThat(messagesWith(first)).as("nothing follows it").isEmpty();
  }

  @Test
  void citationsAndBlocksOfAProviderKeepTheirPlaces() {
    Citation citation = new Citation("Sky", "", 0, "", 0, 3, "claude", "{}");
    ProviderBlock block = new ProviderBlock("claude", "{}");

    assertThat(
            messagesWith(block, new Text("It "), new Text("is."), citation, SEARCH, FOUND, block))
        .containsExactly(
            assistant(block, new Text("It "), new Text("is."), citation, SEARCH),
            user(FOUND),
            assistant(block));
  }

  @Test
  void aCallWithoutAResultGetsOne() {
    ToolResult none = new ToolResult("call_1", AnswerRounds.NOT_EXECUTED, true);

    assertThat(messagesWith(SEARCH, FETCH, FETCHED, new Text("Done.")))
        .containsExactly(
            assistant(SEARCH, FETCH), user(none, FETCHED), assistant(new Text("Done.")));
  }

  @Test
  void aResultWithoutACallIsDropped() {
    assertThat(messagesWith(new Text("Hm."), FOUND)).containsExactly(assistant(new Text("Hm.")));
    assertThat(messagesWith(FOUND, FETCHED)).isEmpty();
  }

  @Test
  void anAnswerThatBrokeOffDuringItsToolsIsFollowedByANote() {
    assertThat(messagesWith(new Text("I will look."), SEARCH))
        .startsWith(assistant(new Text("I will look."), SEARCH))
        .element(2)
        .isEqualTo(assistant(new Text("(The answer ended here.)")));
  }

  /** The question would be lost among the results, or would have to be sent before them. */
  @Test
  void neverMergesAcrossImagesOrResults() {
    PromptBuilder builder = new PromptBuilder("", "Hello?", 1_000);
    builder.addOlder(Role.ASSISTANT, "");
    builder.addOlder(userMessage("What is this?", CHART));

    assertThat(builder.build().messages())
        .containsExactly(
            user(new Media(CHART), new Text("What is this?")),
            assistant(new Text("(The answer ended here.)")),
            user(new Text("Hello?")));
  }

  @Test
  void anAnswerWithPartsThatIsOneTextIsLikeAnyOther() {
    PromptBuilder builder = new PromptBuilder("", "Hello?", 1_000);
    builder.addOlder(
        new HistoryMessage(
            Role.ASSISTANT,
            "Yes.",
            List.of(new Thought("claude", "", "signature", null), new Text("Yes.")),
            2));
    builder.addOlder(Role.USER, "Well?");

    assertThat(builder.build().messages()).allMatch(PromptMessage::isPlainText);
  }

  @Test
  void neverStartsWithAnAnswerNorWithItsResults() {
    PromptBuilder builder = new PromptBuilder("", "Q2", 30);
    builder.addOlder(answer(2, SEARCH, FOUND, new Text("Done.")));
    builder.addOlder(Role.USER, "a question that is too long for what is left ".repeat(9));

    assertThat(builder.build().messages()).containsExactly(user(new Text("Q2")));
  }

  @Test
  void theBudgetCountsImagesCallsAndResults() {
    PromptBuilder large = new PromptBuilder("", "Q", 110);
    assertThat(large.addOlder(userMessage("Look.", CHART))).isTrue();
    assertThat(large.addOlder(Role.ASSISTANT, "x".repeat(36))).isFalse();

    PromptBuilder calls = new PromptBuilder("", "Q", 20);
    ToolResult tenTokens = new ToolResult("call_1", "x".repeat(40), false);
    assertThat(calls.addOlder(answer(2, SEARCH, tenTokens))).isTrue();
    assertThat(calls.addOlder(Role.USER, "x".repeat(40))).isFalse();
  }

  @Test
  void whatDoesNotFitIsReplacedByItsText() {
    PromptBuilder builder = new PromptBuilder("", "And now?", 60);
    builder.addOlder(answer(4, SEARCH, new ToolResult("call_1", "x".repeat(400), false)));
    builder.addOlder(
        new HistoryMessage(
            Role.ASSISTANT,
            "Ten pages.",
            List.of(SEARCH, new ToolResult("call_1", "x".repeat(400), false), new Text("Ten")),
            2));
    builder.addOlder(userMessage("How long is it?", REPORT));

    assertThat(builder.build().messages())
        .containsExactly(
            user(
                new Text(
                    "[A file was sent here. It is too large to be sent again.]\n\nHow long is it?")),
            assistant(new Text("Ten pages.")),
            user(new Text("And now?")));
  }

  @Test
  void continuesAnAnswerToAnImage() {
    PromptBuilder builder = new PromptBuilder("", "What is this?", List.of(CHART), List.of(), 0);
    builder.continueFrom("A cha");

    assertThat(builder.build().messages())
        .startsWith(user(new Media(CHART), new Text("What is this?")), assistant(new Text("A cha")))
        .hasSize(3);
    assertThat(builder.build().stableMessages()).isZero();
  }

  @Test
  void continuesAnAnswerAfterItsTools() {
    PromptBuilder builder = new PromptBuilder("", "Search.", 0);
    builder.continueFrom(
        "I look.Two pa", List.of(new Text("I look."), SEARCH, FOUND, new Text("Two pa")));

    assertThat(builder.build().messages())
        .startsWith(
            user(new Text("Search.")),
            assistant(new Text("I look."), SEARCH),
            user(FOUND),
            assistant(new Text("Two pa")))
        .hasSize(5)
        .last()
        .matches(asked -> asked.text().contains("Go on exactly where it stopped"));
    assertThat(builder.build().stableMessages()).isZero();
  }

  @Test
  void continuesAnAnswerThatStoppedDuringItsTools() {
    PromptBuilder builder = new PromptBuilder("", "Search.", 0);
    builder.continueFrom("I look.", List.of(new Text("I look."), SEARCH));

    assertIsAcceptable(builder.build().messages());
    assertThat(builder.build().messages()).hasSize(5);
  }

  /** Whatever a conversation has: what providers require of a prompt holds. */
  @Test
  void isAlwaysWhatProvidersRequire() {
    List<ContentPart> kinds =
        List.of(
            new Text("Some text."),
            new Text(" "),
            new Thought("claude", "Hm.", "signature", null),
            new Media(CHART),
            new Citation("Sky", "", 0, "", -1, -1, "claude", "{}"),
            new ProviderBlock("claude", "{}"),
            new Commentary("I look."),
            SEARCH,
            FETCH,
            FOUND,
            FETCHED);
    property()
        .forAll(lists(lists(integers(0, kinds.size() - 1))), integers(0, 400))
        .checkAssert((conversation, budget) -> {
          PromptBuilder builder = new PromptBuilder("", "question", budget);
          long position = conversation.size();
          for (List<Integer> message : conversation) {
            Role role = position % 2 == 0 ? Role.ASSISTANT : Role.USER;
            builder.addOlder(
                new HistoryMessage(
                    role, "text", message.stream().map(kinds::get).toList(), position--));
          }

          assertIsAcceptable(builder.build().messages());
        });
  }

  private static void assertIsAcceptable(List<PromptMessage> messages) {
    List<String> open = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      PromptMessage message = messages.get(i);
      assertThat(message.role()).isEqualTo(i % 2 == 0 ? Role.USER : Role.ASSISTANT);
      assertThat(message.parts()).isNotEmpty();
      List<String> results = new ArrayList<>();
      List<String> calls = new ArrayList<>();
      Set<String> ids = new HashSet<>();
      for (ContentPart part : message.parts()) {
        switch (part) {
          case Text text -> assertThat(text.text()).isNotBlank();
          case Media _, ToolResult _ when message.role() == Role.ASSISTANT ->
              throw new AssertionError(part + " in an answer");
          case Media _ -> {}
          case ToolResult result -> results.add(result.callId());
          case ToolCall call -> {
            assertThat(message.role()).isEqualTo(Role.ASSISTANT);
            assertThat(ids.add(call.id())).as("a new id: " + call.id()).isTrue();
            calls.add(call.id());
          }
          case Thought _ -> throw new AssertionError("a thought");
          case ContentPart.Commentary _, ContentPart.Citation _, ContentPart.ProviderBlock _ ->
              assertThat(message.role()).isEqualTo(Role.ASSISTANT);
        }
      }
      assertThat(results).as("the results of all calls, and no others").isEqualTo(open);
      open = calls;
    }
    assertThat(open).isEmpty();
    assertThat(messages.getLast().role()).isEqualTo(Role.USER);
  }

  /** Returns the messages of an answer with these parts, between two questions. */
  private static List<PromptMessage> messagesWith(ContentPart... parts) {
    PromptBuilder builder = new PromptBuilder("", "Q2", 1_000);
    builder.addOlder(answer(2, parts));
    builder.addOlder(Role.USER, "Q1", 1);
    List<PromptMessage> messages = builder.build().messages();
    return messages.size() == 1 ? List.of() : messages.subList(1, messages.size() - 1);
  }

  private static HistoryMessage answer(long position, ContentPart... parts) {
    return new HistoryMessage(Role.ASSISTANT, "", List.of(parts), position);
  }

  private static HistoryMessage userMessage(String text, MediaDescription media) {
    return new HistoryMessage(Role.USER, text, List.of(new Media(media), new Text(text)), 1);
  }

  private static PromptMessage user(ContentPart... parts) {
    return new PromptMessage(Role.USER, List.of(parts));
  }

  private static PromptMessage assistant(ContentPart... parts) {
    return new PromptMessage(Role.ASSISTANT, List.of(parts));
  }
}
