package dev.firstword.adapters.openai;

import static dev.firstword.adapters.openai.ThinkTagSplitter.MAX_LEADING_WHITESPACE;
import static dev.firstword.adapters.provider.ThinkingCalls.assertPaired;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Generators.texts;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.provider.ModelActivity.ThinkingText;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.Generate;

/** Content, split anywhere, is separated as the reference separates the whole content. */
final class ThinkTagSplitterTest {

  private static final String OPENING_TAG = "<think>";
  private static final String CLOSING_TAG = "</think>";

  private record Separated(String thought, String answer) {}

  @Test
  void separatesWholeContentLikeTheReference() {
    property(2000)
        .forAll(contents())
        .checkAssert(content -> assertThat(split(content)).isEqualTo(reference(content)));
  }

  @Test
  void separatesTheSameWhenSplitInTwoAtAnyCharacter() {
    property(500)
        .forAll(contents())
        .checkAssert(content -> {
          Separated whole = reference(content);

          for (int split = 0; split <= content.length(); split++) {
            assertThat(split(content.substring(0, split), content.substring(split)))
                .as("split at %d", split)
                .isEqualTo(whole);
          }
        });
  }

  @Test
  void separatesTheSameWhenSplitIntoSingleCharacters() {
    property(2000)
        .forAll(contents())
        .checkAssert(content -> assertThat(split(content.split(""))).isEqualTo(reference(content)));
  }

  @Test
  void separatesDocumentedExamples() {
    assertThat(split("<think>\nhm\n</think>\n\nyes")).isEqualTo(new Separated("hm\n", "yes"));
    assertThat(split(" \n<think>hm</think>yes")).isEqualTo(new Separated("hm", "yes"));
    assertThat(split("<think>hm")).isEqualTo(new Separated("hm", ""));
    assertThat(split("<think>a</thin</think>b")).isEqualTo(new Separated("a</thin", "b"));
    assertThat(split("<think>a<think>b</think>c")).isEqualTo(new Separated("a<think>b", "c"));
    assertThat(split("<think>a</think> <think>b</think>"))
        .isEqualTo(new Separated("a", "<think>b</think>"));
    assertThat(split("yes <think>no</think>"))
        .isEqualTo(new Separated("", "yes <think>no</think>"));
    assertThat(split("</think>yes")).isEqualTo(new Separated("", "</think>yes"));
    assertThat(split("<thinking>yes")).isEqualTo(new Separated("", "<thinking>yes"));
    assertThat(split("<Think>yes")).isEqualTo(new Separated("", "<Think>yes"));
    assertThat(split(" yes ")).isEqualTo(new Separated("", " yes "));
  }

  /** Qwen writes one where thinking is switched off. */
  @Test
  void reportsNoThoughtForBlankTags() {
    assertThat(calls("<think>\n", "\n</think>\n\n", "yes"))
        .containsExactly(
            new ListenerCall.Text("yes"), new ListenerCall.End(FinishReason.STOP, Usage.NONE));
  }

  @Test
  void holdsBackALimitedAmountOfWhitespace() {
    RecordingListener listener = new RecordingListener();
    ThinkTagSplitter splitter = new ThinkTagSplitter(new ListenerGate(listener));
    String spaces = " ".repeat(MAX_LEADING_WHITESPACE);

    splitter.read(spaces);
    assertThat(listener.calls()).isEmpty();

    splitter.read(" ");
    assertThat(listener.text()).isEqualTo(spaces + " ");
  }

  @Test
  void forwardsTheAnswerWithoutCopyingIt() {
    String[] heard = new String[1];
    ThinkTagSplitter splitter =
        new ThinkTagSplitter(
            new ListenerGate(
                new RecordingListener() {
                  @Override
                  public void onText(String text) {
                    heard[0] = text;
                  }
                }));
    splitter.read("yes");
    String next = " and <think>";

    splitter.read(next);

    assertThat(heard[0]).isSameAs(next);
  }

  private static Separated reference(String content) {
    String start = content.stripLeading();
    if (!start.startsWith(OPENING_TAG)
        || content.length() - start.length() > MAX_LEADING_WHITESPACE) {
      return new Separated("", content);
    }
    String rest = start.substring(OPENING_TAG.length());
    int end = rest.indexOf(CLOSING_TAG);
    return end < 0
        ? new Separated(rest.stripLeading(), "")
        : new Separated(
            rest.substring(0, end).stripLeading(),
            rest.substring(end + CLOSING_TAG.length()).stripLeading());
  }

  private static Separated split(String... pieces) {
    List<ListenerCall> calls = calls(pieces);
    assertPaired(calls);
    StringBuilder thought = new StringBuilder();
    StringBuilder answer = new StringBuilder();
    for (ListenerCall call : calls) {
      switch (call) {
        case ListenerCall.Text text -> answer.append(text.text());
        case ListenerCall.Activity(ThinkingText piece) -> {
          assertThat(answer).as("text before the thought").isEmpty();
          thought.append(piece.text());
        }
        default -> {}
      }
    }
    return new Separated(thought.toString(), answer.toString());
  }

  private static List<ListenerCall> calls(String... pieces) {
    RecordingListener listener = new RecordingListener();
    ListenerGate gate = new ListenerGate(listener);
    ThinkTagSplitter splitter = new ThinkTagSplitter(gate);
    Stream.of(pieces).forEach(splitter::read);
    splitter.end();
    gate.complete(FinishReason.STOP, Usage.NONE);
    return listener.calls();
  }

  /** Content with tags and near misses, which often starts with a tag. */
  private static Gen<String> contents() {
    Gen<String> start =
        of("", OPENING_TAG, "\n" + OPENING_TAG, "<", " ", " ".repeat(MAX_LEADING_WHITESPACE));
    Gen<String> piece =
        Generate.oneOf(
            of("a", " ", "\n", "<", "/", ">", "</", "<th", "think", "</thin", "😀"),
            of(OPENING_TAG, CLOSING_TAG),
            texts(0, 4));
    return start.zip(
        lists(piece, 0, 10),
        (first, pieces) -> WireJson.replaceLoneSurrogates(first + String.join("", pieces)));
  }
}
