package dev.firstword.bench.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Measures the CPU load of the whole machine. On Linux it reads the kernel's counters: inside a
 * control group the JVM reports that group only, but processes outside it interfere as well.
 */
public final class CpuLoad {

  private static final Path STAT = Path.of("/proc/stat");
  private static final int IDLE = 3;
  private static final int IOWAIT = 4;
  private static final double TICKS_PER_SECOND = 100; // the fixed USER_HZ of Linux
  private static final int IRQ = 5;
  private static final int STEAL = 7;

  private CpuLoad() {}

  /** Measures the CPU use of the whole machine over one second, in percent. Blocks. */
  static int measureOneSecond() throws IOException, InterruptedException {
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

  /** Cores in use by programs, and cores taken by the host of a virtual machine. */
  public record CpuUse(double programs, double stolen) {}

  /** CPU time since the machine started, in kernel ticks. */
  public record Ticks(long idle, long interrupts, long stolen, long all) {

    /** Reads the line {@code cpu user nice system idle iowait irq softirq steal ...}. */
    public static Ticks read() throws IOException {
      String[] line = Files.readString(STAT).lines().findFirst().orElseThrow().split(" +", -1);
      long[] ticks = Arrays.stream(line).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
      return new Ticks(
          ticks[IDLE] + ticks[IOWAIT],
          ticks[IRQ] + ticks[IRQ + 1],
          ticks[STEAL],
          Arrays.stream(ticks).sum());
    }

    /** Returns the average CPU use between these counters and later ones. */
    public CpuUse useUntil(Ticks later, double seconds) {
      return new CpuUse(
          (later.programs() - programs()) / TICKS_PER_SECOND / seconds,
          (later.stolen - stolen) / TICKS_PER_SECOND / seconds);
    }

    private long programs() {
      return all - idle - interrupts - stolen;
    }

    int busyPercentUntil(Ticks later) {
      return (int) (100 - 100 * (later.idle - idle) / Math.max(1, later.all - all));
    }
  }
}
