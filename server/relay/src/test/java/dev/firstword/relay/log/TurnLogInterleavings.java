package dev.firstword.relay.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.firstword.relay.event.TurnEvent.StreamEnd;
import dev.firstword.relay.event.TurnEvent.Text;
import dev.firstword.relay.log.TurnLog.View;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * The log between its writer and its readers, in every order that threads, the compiler, and the
 * processor allow. Run by {@link TurnLogInterleavingTest}.
 */
public final class TurnLogInterleavings {

  private static final String STREAM_END = "id: 1\ndata: {\"type\":\"stream_end\"}\n\n";

  private TurnLogInterleavings() {}

  /** Returns the number of visible events, or -1 if they are not a prefix of the expected ones. */
  private static int eventsSeen(TurnLog log, String expected) {
    View view = log.view();
    String seen = new String(view.toBytes(), UTF_8);
    int count = seen.split("\n\n", -1).length - 1;
    boolean whole =
        (count == 0 ? seen.isEmpty() : seen.endsWith("\n\n"))
            && expected.startsWith(seen)
            && view.offsetAfter(view.lastSequence()) == seen.length();
    return whole ? count : -1;
  }

  /**
   * A reader that subscribes and then checks the view misses nothing: it is notified of whatever it
   * did not see.
   */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "the reader saw the end, or was notified")
  @Outcome(id = "false", expect = FORBIDDEN, desc = "the reader is never notified")
  @State
  public static class SubscribingDuringTheLastPublish {
    private final TurnLog log = new TurnLog();
    private boolean notified;
    private boolean seen;

    @Actor
    public void writer() {
      log.append(new StreamEnd());
      log.publish(true);
    }

    @Actor
    public void reader() {
      log.addReader(() -> notified = true);
      seen = log.view().ended();
    }

    @Arbiter
    public void after(Z_Result result) {
      result.r1 = seen || notified;
    }
  }

  /** A notified reader finds the events that it was notified of. */
  @JCStressTest
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not notified: it subscribed too late")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "notified, and the event is there")
  @Outcome(id = "0", expect = FORBIDDEN, desc = "notified of a missing event")
  @State
  public static class ReadingOnNotification {
    private final TurnLog log = new TurnLog();
    private int found = -1;

    @Actor
    public void writer() {
      log.append(new StreamEnd());
      log.publish(true);
    }

    @Actor
    public void reader() {
      log.addReader(() -> found = eventsSeen(log, STREAM_END));
    }

    @Arbiter
    public void after(I_Result result) {
      result.r1 = found;
    }
  }

  /** Views are always complete and never shrink. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 1", "0, 2", "1, 1", "1, 2", "2, 2"},
      expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "a broken view (-1), or less than before")
  @State
  public static class ReadingWhileAppending {
    private static final String WHOLE =
        """
        id: 1
        data: {"type":"text","text":"a"}

        id: 2
        data: {"type":"text","text":"b"}

        """;

    private final TurnLog log = new TurnLog();

    @Actor
    public void writer() {
      log.append(new Text("a"));
      log.publish(false);
      log.append(new Text("b"));
      log.publish(false);
    }

    @Actor
    public void reader(II_Result result) {
      result.r1 = eventsSeen(log, WHOLE);
      result.r2 = eventsSeen(log, WHOLE);
    }
  }

  /** A chunk that is added is there for the view that includes it. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 1", "0, 2", "1, 1", "1, 2", "2, 2"},
      expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "a broken view (-1), or less than before")
  @State
  public static class ReadingWhileAddingAChunk {
    private static final String LONG_TEXT = "x".repeat(800);
    private static final String WHOLE =
        "id: 1\ndata: {\"type\":\"text\",\"text\":\"%s\"}\n\n".formatted(LONG_TEXT)
            + "id: 2\ndata: {\"type\":\"text\",\"text\":\"%s\"}\n\n".formatted(LONG_TEXT);

    private final TurnLog log = new TurnLog();

    @Actor
    public void writer() {
      log.append(new Text(LONG_TEXT));
      log.publish(false);
      log.append(new Text(LONG_TEXT));
      log.publish(false);
    }

    @Actor
    public void reader(II_Result result) {
      result.r1 = eventsSeen(log, WHOLE);
      result.r2 = eventsSeen(log, WHOLE);
    }
  }

  /** A log that another node ended shows what that node stored, and nothing else. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 1", "0, 2", "1, 1", "1, 2", "2, 2"},
      expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "a broken view (-1), or less than before")
  @State
  public static class ReadingWhileEndedRemotely {
    private static final String STORED =
        """
        id: 1
        data: {"type":"text","text":"a"}

        id: 1000002
        data: {"type":"stream_end"}

        """;
    private static final View REMOTE = TurnLog.restore(STORED.getBytes(UTF_8), true).view();

    private final TurnLog log = new TurnLog();

    @Actor
    public void writer() {
      log.append(new Text("a"));
      log.publish(false);
      log.append(new Text("never shown"));
      log.endAs(REMOTE);
    }

    @Actor
    public void reader(II_Result result) {
      result.r1 = eventsSeen(log, STORED);
      result.r2 = eventsSeen(log, STORED);
    }
  }

  /** Unsubscribing twice removes a reader once, and leaves none behind. */
  @JCStressTest
  @Outcome(
      id = {"true, false, false", "false, true, false"},
      expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "removed twice or never, or still counted")
  @State
  public static class UnsubscribingTwice {
    private final TurnLog log = new TurnLog();
    private final LogReader reader = () -> {};

    public UnsubscribingTwice() {
      log.addReader(reader);
    }

    @Actor
    public void connectionCloses(ZZZ_Result result) {
      result.r1 = log.removeReader(reader);
    }

    @Actor
    public void streamEnds(ZZZ_Result result) {
      result.r2 = log.removeReader(reader);
    }

    @Arbiter
    public void after(ZZZ_Result result) {
      result.r3 = log.hasReaders();
    }
  }
}
