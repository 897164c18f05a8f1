package dev.firstword.relay.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decodes the stream of a turn, and accepts no other form. */
final class TurnStreamDecoderTest {

  private static final String STREAM =
      """
      id: 1
      data: {"type":"start"}

      : keep-alive

      id: 12
      data: {"type":"text","text":"Grüße: none"}

      data: [DONE]

      """;

  @Test
  void decodesTheSameWhereverTheStreamIsSplit() {
    byte[] bytes = STREAM.getBytes(UTF_8);

    for (int split = 0; split <= bytes.length; split++) {
      Recorder recorder = new Recorder();
      recorder.decoder.feed(bytes, 0, split);
      recorder.decoder.feed(bytes, split, bytes.length - split);

      assertThat(recorder.calls)
          .containsExactly(
              "1 {\"type\":\"start\"}", "12 {\"type\":\"text\",\"text\":\"Grüße: none\"}", "done");
    }
  }

  @Test
  void rebuildsTheBytesOfAnEvent() {
    Recorder recorder = read(STREAM);

    assertThat(recorder.events).extracting(ReceivedEvent::raw).allMatch(STREAM::contains);
  }

  @Test
  void stampsEveryEventWithItsArrival() {
    long before = System.nanoTime();

    Recorder recorder = read(STREAM);

    assertThat(recorder.events)
        .allSatisfy(event -> assertThat(event.atNanos()).isBetween(before, System.nanoTime()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id: 1\nevent: message\n\n",
        "id: 1\ndata: {\"a\":1}\nevent: message\n\n",
        "event: message\nid: 1\ndata: {}\n\n",
        "id: 1\ndata: {\"a\":\ndata: 1}\n\n",
        "id: 1\ndata:{}\n\n",
        "id: 1\r\ndata: {}\r\n\r\n\n",
        "id: 01\ndata: {}\n\n",
        "id: 0\ndata: {}\n\n",
        "id: x\ndata: {}\n\n",
        "id: 1234567890123456789\ndata: {}\n\n",
        "id: \ndata: {}\n\n",
        "id: 1\ndata: []\n\n",
        "id: 1\ndata: {\n\n",
        "id: 1\n: keep-alive\ndata: {}\n\n",
        ": something\n\n",
        "retry: 5\n\n",
        "\n",
        "\uFEFFid: 1\ndata: {}\n\n"
      })
  void rejectsEveryOtherForm(String block) {
    Recorder recorder = read(block + STREAM);

    assertThat(recorder.calls).singleElement().asString().contains(block);
  }

  @Test
  void rejectsAnEventWithoutAnId() {
    Recorder recorder = read("id: 1\ndata: {}\n\ndata: {\"a\":1}\n\n");

    assertThat(recorder.calls)
        .containsExactly("1 {}", "an event without an id: data: {\"a\":1}\n\n");
  }

  @Test
  void rejectsWhatFollowsTheEnd() {
    assertThat(read("data: [DONE]\n\ndata: [DONE]\n\n").calls)
        .containsExactly("done", "something follows [DONE]: data: [DONE]\n\n");
    assertThat(read("data: [DONE]\n\nid").calls)
        .containsExactly("done", "something follows [DONE]: id");
  }

  private static Recorder read(String stream) {
    Recorder recorder = new Recorder();
    byte[] bytes = stream.getBytes(UTF_8);
    recorder.decoder.feed(bytes, 0, bytes.length);
    return recorder;
  }

  private static final class Recorder implements TurnStreamDecoder.Listener {

    private final TurnStreamDecoder decoder = new TurnStreamDecoder(this);
    private final List<String> calls = new ArrayList<>();
    private final List<ReceivedEvent> events = new ArrayList<>();

    @Override
    public void onEvent(ReceivedEvent event) {
      events.add(event);
      calls.add(event.id() + " " + event.data());
    }

    @Override
    public void onDone() {
      calls.add("done");
    }

    @Override
    public void onViolation(String description) {
      calls.add(description);
    }
  }
}
