package dev.firstword.turn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.firstword.protocol.TurnEvent.StreamEnd;
import dev.firstword.protocol.TurnEvent.Text;
import dev.firstword.turn.TurnLog.View;
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
 * The log between its one writer and its readers, in every order that threads, compiler and
 * processor bring about. {@link InterleavingTest} runs these.
 */
final class TurnLogInterleavings {

  private TurnLogInterleavings() {}

  /** How many events there are to read; -1 when they are not the first ones of those expected. */
  private static int eventsSeen(TurnLog log, String expected) {
    View view = log.view();
    String seen = new String(view.bytes(), 0, view.length(), UTF_8);
    int end = view.count() == 0 ? 0 : view.ends()[view.count() - 1];
    boolean whole =
        end == view.length()
            && seen.split("\n\n", -1).length == view.count() + 1
            && expected.startsWith(seen);
    return whole ? view.count() : -1;
  }

  /** Joining, then looking, misses nothing: what is not seen is told. */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "the reader saw it, or was told")
  @Outcome(id = "false", expect = FORBIDDEN, desc = "nobody will ever tell this reader")
  @State
  public static class JoiningWhileTheEndIsPublished {
    private final TurnLog log = new TurnLog();
    private boolean told;
    private boolean seen;

    @Actor
    public void writer() {
      log.append(new StreamEnd());
      log.publish(true);
    }

    @Actor
    public void reader() {
      log.add(() -> told = true);
      seen = log.view().ended();
    }

    @Arbiter
    public void after(Z_Result result) {
      result.r1 = seen || told;
    }
  }

  /** A reader that is told finds what it was told of. */
  @JCStressTest
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not told: it joined too late")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "told, and it is there")
  @Outcome(id = "0", expect = FORBIDDEN, desc = "told of something that is not there")
  @State
  public static class LookingWhenTold {
    private final TurnLog log = new TurnLog();
    private int found = -1;

    @Actor
    public void writer() {
      log.append(new StreamEnd());
      log.publish(true);
    }

    @Actor
    public void reader() {
      log.add(() -> found = log.view().count());
    }

    @Arbiter
    public void after(I_Result result) {
      result.r1 = found;
    }
  }

  /** What is seen is whole, and never becomes less. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 1", "0, 2", "1, 1", "1, 2", "2, 2"},
      expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "a broken view (-1), or less than before")
  @State
  public static class LookingWhileItGrows {
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

  /** A log that another node has ended shows what is kept there, and nothing that is not. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 1", "0, 2", "1, 1", "1, 2", "2, 2"},
      expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "a broken view (-1), or less than before")
  @State
  public static class LookingWhileItIsEndedAsElsewhere {
    private static final String KEPT =
        """
        id: 1
        data: {"type":"text","text":"a"}

        id: 1000002
        data: {"type":"stream_end"}

        """;
    private static final View ELSEWHERE = TurnLog.kept(KEPT.getBytes(UTF_8), true).view();

    private final TurnLog log = new TurnLog();

    @Actor
    public void writer() {
      log.append(new Text("a"));
      log.publish(false);
      log.append(new Text("never shown"));
      log.endAs(ELSEWHERE);
    }

    @Actor
    public void reader(II_Result result) {
      result.r1 = eventsSeen(log, KEPT);
      result.r2 = eventsSeen(log, KEPT);
    }
  }

  /** A reader leaves once, however many times it is told to; then nobody is there. */
  @JCStressTest
  @Outcome(
      id = {"true, false, false", "false, true, false"},
      expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "left twice or never, or is still counted")
  @State
  public static class LeavingTwice {
    private final TurnLog log = new TurnLog();
    private final LogReader reader = () -> {};

    public LeavingTwice() {
      log.add(reader);
    }

    @Actor
    public void connectionCloses(ZZZ_Result result) {
      result.r1 = log.remove(reader);
    }

    @Actor
    public void streamEnds(ZZZ_Result result) {
      result.r2 = log.remove(reader);
    }

    @Arbiter
    public void after(ZZZ_Result result) {
      result.r3 = log.hasReaders();
    }
  }
}
