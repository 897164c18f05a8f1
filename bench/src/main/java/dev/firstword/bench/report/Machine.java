package dev.firstword.bench.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What figures are measured on, without naming the machine itself.
 *
 * @param busyPercent the share of the processors that other programs used just before
 */
public record Machine(
    int cores, long memoryGb, String architecture, String kernel, String jdk, int busyPercent) {

  private static final double GIGABYTE = 1L << 30;
  private static final int QUIET_PERCENT = 15;
  private static final Pattern MAJOR_MINOR = Pattern.compile("^\\d+\\.\\d+");

  /** Looks at this machine, for a second. */
  public static Machine look() throws IOException, InterruptedException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        system.getAvailableProcessors(),
        Math.round(system.getTotalMemorySize() / GIGABYTE),
        system.getArch(),
        system.getName() + " " + majorMinor(system.getVersion()),
        Runtime.version().toString(),
        ProcessorLoad.lookForASecond());
  }

  /** Whether so little else is going on that figures can be quoted. */
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
