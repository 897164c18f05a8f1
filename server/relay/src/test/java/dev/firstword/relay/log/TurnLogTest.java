package dev.firstword.relay.log;

import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.texts;
import static dev.firstword.relay.testing.Property.property;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.event.TurnEvent.FullStart;
import dev.firstword.relay.event.TurnEvent.StreamEnd;
import dev.firstword.relay.event.TurnEvent.Text;
import dev.firstword.relay.log.TurnLog.View;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class TurnLogTest {

  private static final String EVENT_1 =
      "id: 1\ndata: {\"type\":\"text\",\"text\":\"seen by all\"}\n\n";

  private final TurnLog log = new TurnLog();

  @Test
  void showsNothingUntilPublished() {
    log.append(new Text("Hello"));
    assertThat(log.view().length()).isZero();

    log.publish(false);

    assertThat(textFrom(log.view(), 0))
        .isEqualTo("id: 1\ndata: {\"type\":\"text\",\"text\":\"Hello\"}\n\n");
  }

  @Test
  void notifiesReadersOncePerPublish() {
    List<Integer> counts = new ArrayList<>();
    log.addReader(() -> counts.add(countEvents(log.view())));

    log.append(new FullStart());
    log.append(new Text("a"));
    log.publish(false);
    log.append(new StreamEnd());
    log.publish(true);

    assertThat(counts).containsExactly(2, 3);
  }

  @Test
  void resumesAfterLastSeenEvent() {
    log.append(new Text("a"));
    log.append(new Text("b"));
    log.append(new Text("c"));
    log.publish(false);

    assertThat(textFrom(log.view(), log.view().offsetAfter(2))).startsWith("id: 3\n");
    assertThat(textFrom(log.view(), log.view().offsetAfter(0))).startsWith("id: 1\n");
    assertThat(textFrom(log.view(), log.view().offsetAfter(3))).isEmpty();
    assertThat(textFrom(log.view(), log.view().offsetAfter(99))).isEmpty();
  }

  @Test
  void acceptsEncodedEvents() {
    TurnLog owners = new TurnLog();
    owners.append(new Text("a"));
    owners.append(new Text("b"));
    owners.publish(false);
    View written = owners.view();

    log.appendEncoded(written.toBytes(), 0, written.offsetAfter(1));
    log.appendEncoded(written.toBytes(), written.offsetAfter(1), written.length());
    log.append(new Text("c"));
    log.publish(false);

    assertThat(textFrom(log.view(), 0)).startsWith(textFrom(written, 0));
    assertThat(countEvents(log.view())).isEqualTo(3);
    assertThat(textFrom(log.view(), log.view().offsetAfter(2))).startsWith("id: 3\n");
  }

  @Test
  void endsAsTheOtherNodeEndedIt() {
    log.append(new Text("seen by all"));
    log.append(new Text("seen only here"));
    log.publish(false);
    log.append(new Text("seen by nobody"));
    View kept =
        View.of((EVENT_1 + "id: 100001\ndata: {\"type\":\"error\"}\n\n").getBytes(UTF_8), true);

    log.endAs(kept);

    assertThat(log.view().ended()).isTrue();
    assertThat(textFrom(log.view(), 0))
        .startsWith(EVENT_1 + "id: 2\n")
        .endsWith("id: 100001\ndata: {\"type\":\"error\"}\n\n")
        .doesNotContain("nobody");
  }

  @Test
  void publishedViewsNeverChange() {
    log.append(new Text("first"));
    log.publish(false);
    View early = log.view();
    String before = textFrom(early, 0);

    for (int i = 0; i < 10_000; i++) {
      log.append(new Text("more text that makes the buffer grow"));
    }
    log.publish(false);

    assertThat(textFrom(early, 0)).isEqualTo(before);
  }

  @Test
  void isRestoredFromItsBytes() {
    property()
        .forAll(lists(texts()))
        .checkAssert(texts -> {
          TurnLog written = new TurnLog();
          texts.forEach(text -> written.append(new Text(text)));
          written.publish(true);
          View whole = written.view();

          View read = TurnLog.restore(whole.toBytes(), true).view();

          assertThat(read.lastSequence()).isEqualTo(whole.lastSequence());
          assertThat(resumeOffsets(read)).isEqualTo(resumeOffsets(whole));
        });
  }

  @Test
  void dropsATruncatedEvent() {
    log.append(new Text("a"));
    log.append(new Text("b"));
    log.publish(false);
    View whole = log.view();

    View read = TurnLog.restore(whole.copy(0, whole.length() - 1), true).view();

    assertThat(countEvents(read)).isEqualTo(1);
    assertThat(read.lastSequence()).isEqualTo(1);
    assertThat(read.length()).isEqualTo(whole.offsetAfter(1));
  }

  /**
   * One writer, and readers that come and go: every reader sees every byte, in order, and the end.
   */
  @Test
  @Timeout(30)
  void losesNothingAcrossThreads() throws Exception {
    int events = 50_000;
    int readers = 4;
    try (ExecutorService threads = Executors.newFixedThreadPool(readers + 1)) {
      CountDownLatch ready = new CountDownLatch(readers);
      List<Future<String>> read = new ArrayList<>();
      for (int i = 0; i < readers; i++) {
        read.add(
            threads.submit(() -> {
              ready.countDown();
              return readToTheEnd();
            }));
      }
      ready.await();
      for (int i = 0; i < events; i++) {
        log.append(new Text("token " + i));
        if (i % 3 == 0) {
          log.publish(false);
        }
      }
      log.publish(true);

      String whole = textFrom(log.view(), 0);
      for (Future<String> one : read) {
        assertThat(one.get()).isEqualTo(whole);
      }
    }
  }

  private String readToTheEnd() throws InterruptedException {
    StringBuilder read = new StringBuilder();
    Semaphore wake = new Semaphore(1);
    LogReader reader = wake::release;
    log.addReader(reader);
    int offset = 0;
    while (true) {
      wake.acquire();
      View view = log.view();
      read.append(textFrom(view, offset));
      offset = view.length();
      if (view.ended()) {
        log.removeReader(reader);
        return read.toString();
      }
    }
  }

  private static String textFrom(View view, int offset) {
    return new String(view.copy(offset, view.length()), UTF_8);
  }

  private static int countEvents(View view) {
    return textFrom(view, 0).split("\n\n", -1).length - 1;
  }

  /** Where a reader resumes after each event. */
  private static List<Integer> resumeOffsets(View view) {
    return LongStream.rangeClosed(0, view.lastSequence() + 1).mapToObj(view::offsetAfter).toList();
  }
}
