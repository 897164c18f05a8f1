package dev.firstword.bench.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How busy the whole machine is. Linux is asked itself where it can be: inside a control group the
 * JVM answers for that group alone, and a neighbour outside of it disturbs as well.
 */
final class ProcessorLoad {

  private static final Path STAT = Path.of("/proc/stat");
  private static final int IDLE = 3;
  private static final int WAITING_FOR_DISK = 4;

  private ProcessorLoad() {}

  /** The share of all processors that is in use, in percent, over one second from now. */
  static int lookForASecond() throws IOException, InterruptedException {
    if (Files.isReadable(STAT)) {
      Ticks before = Ticks.read();
      TimeUnit.SECONDS.sleep(1);
      return before.busyPercentUntil(Ticks.read());
    }
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    system.getCpuLoad();
    TimeUnit.SECONDS.sleep(1);
    return (int) Math.round(system.getCpuLoad() * 100);
  }

  /** What the processors did since the machine started, in the kernel's ticks. */
  private record Ticks(long idle, long all) {

    /** Reads the line {@code cpu user nice system idle iowait irq softirq steal ...}. */
    static Ticks read() throws IOException {
      String[] line = Files.readString(STAT).lines().findFirst().orElseThrow().split(" +", -1);
      long[] ticks = Arrays.stream(line).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
      return new Ticks(ticks[IDLE] + ticks[WAITING_FOR_DISK], Arrays.stream(ticks).sum());
    }

    int busyPercentUntil(Ticks later) {
      return (int) (100 - 100 * (later.idle - idle) / Math.max(1, later.all - all));
    }
  }
}
