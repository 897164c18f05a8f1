package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.provider.PassthroughPart.Kind;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.testing.fuzz.FuzzRun;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers in the client's own API arrive as the provider wrote them. */
final class PassthroughTest {

  private static final int CASES = 150;
  private static final int MAX_EVENTS = 20;
  private static final String[] LINE_ENDS = {"\n", "\r\n", "\r"};

  @ParameterizedTest
  @EnumSource
  void passesOnKnownAndUnknownEventsByteForByte(DialectStreams streams) {
    FuzzRun.ofCases(
        CASES,
        random -> {
          String stream = stream(streams, random);
          PassthroughFixture call = new PassthroughFixture(streams, true);

          call.receive(stream.getBytes(UTF_8), random).end();

          // Nobody waits for the second half of the last line end.
          assertThat(call.listener.passed().stripTrailing()).isEqualTo(stream.stripTrailing());
          assertThat(call.listener.calls()).last().isInstanceOf(ListenerCall.End.class);
        });
  }

  private static String stream(DialectStreams streams, Random random) {
    StringBuilder stream = new StringBuilder(random.nextInt(4) == 0 ? "\n\n" : "");
    int events = random.nextInt(MAX_EVENTS);
    for (int i = 0; i < events; i++) {
      stream.append(
          switch (random.nextInt(8)) {
            case 0 -> ": comment " + random.nextInt() + "\n\n";
            case 1 -> "event: hologram.delta\ndata: {\"type\":\"hologram.delta\",\"x\":[1.50]}\n\n";
            case 2 -> "id: 7\nretry: 10\nfuture: yes\ndata: {\"a\" : \"\u00e4\ud83d\ude00\"}\n\n";
            case 3 -> "data: not JSON at all\ndata: in two lines\n\n";
            case 4 -> "event: ping\ndata: {\"type\": \"ping\"}\n\n";
            case 5 -> "data: {\"type\":\"broken\n\n";
            default -> streams.text("word " + random.nextInt());
          });
    }
    stream.append(streams.finish(streams.stop()));
    if (streams != DialectStreams.RESPONSES) { // Whose end is in the event before.
      stream.append(streams.end());
    }
    return stream.toString().replace("\n", LINE_ENDS[random.nextInt(LINE_ENDS.length)]);
  }

  @ParameterizedTest
  @EnumSource
  void passesOnAWholeDocumentByteForByte(DialectStreams streams) {
    String document =
        streams.wholeAnswer("Hello", streams.stop()).replaceFirst("\\{", "{ \"new\" : 1.50,");

    PassthroughFixture call = new PassthroughFixture(streams, false);
    call.receive(document.getBytes(UTF_8), new Random(1)).end();

    assertThat(call.listener.passed().strip()).isEqualTo(document.strip());
    assertThat(call.listener.kinds()).containsExactly(Kind.DOCUMENT);
    assertThat(call.listener.calls()).last().isInstanceOf(ListenerCall.End.class);
  }

  @ParameterizedTest
  @EnumSource
  void passesOnADocumentOfAnUnknownShape(DialectStreams streams) {
    PassthroughFixture call = new PassthroughFixture(streams, false);

    call.receive("{\"object\":\"hologram\"}").end();

    assertThat(call.listener.passed()).isEqualTo("{\"object\":\"hologram\"}");
    assertThat(call.listener.calls()).last().isInstanceOf(ListenerCall.End.class);
  }

  @ParameterizedTest
  @EnumSource
  void sendsTheProvidersOwnErrorBeforeTheFailure(DialectStreams streams) {
    String error =
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
            + "\"message\":\"x\"}}\n\n";
    PassthroughFixture call = new PassthroughFixture(streams, true);

    call.receive(streams.text("Hello")).receive(error);

    assertThat(call.listener.passed()).isEqualTo(streams.text("Hello") + error);
    assertThat(call.listener.kinds()).last().isEqualTo(Kind.ERROR);
    assertThat(call.listener.calls()).last().isInstanceOf(ListenerCall.Failure.class);
  }

  @ParameterizedTest
  @EnumSource
  void dropsAnEventThatTheConnectionCutInHalf(DialectStreams streams) {
    PassthroughFixture call = new PassthroughFixture(streams, true);

    call.receive(streams.text("Hello"))
        .receive("data: {\"half")
        .fail(new ProviderFailure.Cut("reset"));

    assertThat(call.listener.passed()).isEqualTo(streams.text("Hello"));
    assertThat(call.listener.calls()).last().isInstanceOf(ListenerCall.Failure.class);
  }

  /** More unreadable events than a translated answer may have. */
  @ParameterizedTest
  @EnumSource
  void goesOnWhereTheTranslationWouldGiveUp(DialectStreams streams) {
    String unreadable = "data: {\"half\n\n".repeat(100);
    String all = streams.text("Hello") + unreadable + streams.finish(streams.stop());
    PassthroughFixture call = new PassthroughFixture(streams, true);

    call.receive(all.getBytes(UTF_8), new Random(2)).end();

    assertThat(call.listener.passed()).isEqualTo(all);
    assertThat(call.listener.calls()).last().isInstanceOf(ListenerCall.End.class);
  }

  @ParameterizedTest
  @EnumSource
  void leavesAnAnswerInAnotherFormToTheTranslation(DialectStreams streams) {
    PassthroughFixture streamed = new PassthroughFixture(streams, true);
    streamed.receive(streams.wholeAnswer("Hello", streams.stop())).end();
    PassthroughFixture whole = new PassthroughFixture(streams, false);
    whole.receive(streams.text("Hello") + streams.finish(streams.stop()) + streams.end()).end();

    assertThat(streamed.listener.passed() + whole.listener.passed()).isEmpty();
    assertThat(streamed.listener.text() + whole.listener.text()).isEqualTo("HelloHello");
  }

  @ParameterizedTest
  @EnumSource
  void tellsProgressFromHeadsAndKeepAlives(DialectStreams streams) {
    PassthroughFixture call = new PassthroughFixture(streams, true);

    call.receive(": keep-alive\n\n").receive(head(streams)).receive(unknown(streams));

    assertThat(call.listener.kinds()).containsExactly(Kind.IDLE, Kind.IDLE, Kind.ANSWER);
  }

  private static String head(DialectStreams streams) {
    return switch (streams) {
      case MESSAGES ->
          "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{}}\n\n";
      case CHAT_COMPLETIONS ->
          "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}"
              + "\n\n";
      case RESPONSES -> "data: {\"type\":\"response.created\",\"response\":{}}\n\n";
    };
  }

  private static String unknown(DialectStreams streams) {
    return switch (streams) {
      case MESSAGES ->
          "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"hologram_delta\"}}\n\n";
      case CHAT_COMPLETIONS ->
          "data: {\"choices\":[{\"index\":0,\"delta\":{\"audio\":{\"data\":\"AA==\"}}}]}\n\n";
      case RESPONSES -> "data: {\"type\":\"response.hologram.delta\",\"delta\":\"x\"}\n\n";
    };
  }

  /** The first choice is complete, and others continue. */
  @Test
  void waitsForAllChoices() {
    DialectStreams streams = DialectStreams.CHAT_COMPLETIONS;
    String other = streams.text("more").replace("\"index\":0", "\"index\":1");
    PassthroughFixture call = new PassthroughFixture(streams, true);

    call.receive(streams.text("Hello") + streams.finish("stop"));
    for (int i = 0; i < 5; i++) {
      call.passTime(Duration.ofMillis(300));
      call.receive(other);
    }
    call.receive(streams.end());

    assertThat(call.listener.passed()).endsWith(other + streams.end());
    assertThat(call.listener.calls())
        .last()
        .isInstanceOfSatisfying(
            ListenerCall.End.class, end -> assertThat(end.reason()).isEqualTo(FinishReason.STOP));
  }
}
