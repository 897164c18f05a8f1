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
public final class ProcessorLoad {

  private static final Path STAT = Path.of("/proc/stat");
  private static final int IDLE = 3;
  private static final int WAITING_FOR_DISK = 4;
  private static final double TICKS_A_SECOND = 100; // Linux tells user programs so on all machines
  private static final int INTERRUPTS = 5;
  private static final int STOLEN = 7;

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

  /** Processors in use by programs, and taken away by the host of a virtual machine. */
  public record Use(double programs, double stolen) {}

  /** What the processors did since the machine started, in the kernel's ticks. */
  public record Ticks(long idle, long interrupts, long stolen, long all) {

    /** Reads the line {@code cpu user nice system idle iowait irq softirq steal ...}. */
    public static Ticks read() throws IOException {
      String[] line = Files.readString(STAT).lines().findFirst().orElseThrow().split(" +", -1);
      long[] ticks = Arrays.stream(line).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
      return new Ticks(
          ticks[IDLE] + ticks[WAITING_FOR_DISK],
          ticks[INTERRUPTS] + ticks[INTERRUPTS + 1],
          ticks[STOLEN],
          Arrays.stream(ticks).sum());
    }

    /** What the processors did on average from then on. */
    public Use until(Ticks later, double seconds) {
      return new Use(
          (later.programs() - programs()) / TICKS_A_SECOND / seconds,
          (later.stolen - stolen) / TICKS_A_SECOND / seconds);
    }

    private long programs() {
      return all - idle - interrupts - stolen;
    }

    int busyPercentUntil(Ticks later) {
      return (int) (100 - 100 * (later.idle - idle) / Math.max(1, later.all - all));
    }
  }
}
