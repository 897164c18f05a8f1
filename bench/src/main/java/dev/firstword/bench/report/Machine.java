package dev.firstword.bench.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The machine on which figures are measured, without its identity.
 *
 * @param busyPercent the CPU use of other programs just before the benchmark
 */
public record Machine(
    int cores, long memoryGb, String architecture, String kernel, String jdk, int busyPercent) {

  private static final double GIGABYTE = 1L << 30;
  private static final int QUIET_PERCENT = 15;
  private static final Pattern MAJOR_MINOR = Pattern.compile("^\\d+\\.\\d+");

  /** Inspects this machine. Blocks for one second. */
  public static Machine inspect() throws IOException, InterruptedException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        system.getAvailableProcessors(),
        Math.round(system.getTotalMemorySize() / GIGABYTE),
        system.getArch(),
        system.getName() + " " + majorMinor(system.getVersion()),
        Runtime.version().toString(),
        CpuLoad.measureOneSecond());
  }

  /** Returns whether the machine is idle enough for figures to be quoted. */
  public boolean isQuiet() {
    return busyPercent <= QUIET_PERCENT;
  }

  void write(ObjectNode json) {
    json.put("cores", cores)
        .put("memory_gb", memoryGb)
        .put("architecture", architecture)
        .put("kernel", kernel)
        .put("jdk", jdk)
        .put("busy_before_percent", busyPercent);
  }

  private static String majorMinor(String version) {
    Matcher matcher = MAJOR_MINOR.matcher(version);
    return matcher.find() ? matcher.group() : version;
  }
}
