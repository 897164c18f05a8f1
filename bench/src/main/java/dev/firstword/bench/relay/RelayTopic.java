package dev.firstword.bench.relay;

import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.stage.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What contenders are compared by: one kind of load, and what it comes to beside the others. */
interface RelayTopic {

  /** What the command line calls it. */
  String name();

  /** What it is about, for people. */
  String title();

  /** What contenders are warmed up with, until the compiler rests; does not count. */
  default Load warmUp() {
    return new Load(1000, 20_000, 150, 5, 1, Size.of("WARM_SECONDS", 40));
  }

  /** How often each contender has its turn, so that the whole stays short. */
  default int passes() {
    return 3;
  }

  /** Puts a contender under the load. */
  void measure(Contender contender, QuietRuns runs) throws Exception;

  /** Tells what one pass came to, each contender by itself and beside the others. */
  void tell(Passes passes);

  /** Draws what all passes came to. */
  void plot(Path root, List<Figure> figures) throws IOException;
}
