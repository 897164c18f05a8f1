package dev.firstword.bench.harness;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Samples another JVM's heap use every 20 ms through its management agent, and keeps the maximum.
 * Uncollected garbage counts as used: the figure is an upper bound of what the program needs, and a
 * lower bound of what it touched.
 */
public final class HeapMonitor implements AutoCloseable {

  private static final long SAMPLE_INTERVAL_MS = 20;
  private static final Pattern OTHER_MEMORY =
      Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

  private final JMXConnector connector;
  private final MemoryMXBean memory;
  private final AtomicLong peakBytes = new AtomicLong();
  private final ScheduledExecutorService sampler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("heap-watch").factory());

  private HeapMonitor(JMXConnector connector, MemoryMXBean memory) {
    this.connector = connector;
    this.memory = memory;
  }

  /** Attaches to the JVM with the given process id. Blocks. */
  @SuppressWarnings("BanJNDI") // the address comes from our own child process
  public static HeapMonitor attach(long pid) throws IOException {
    JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(startAgent(pid)));
    MemoryMXBean memory =
        ManagementFactory.newPlatformMXBeanProxy(
            connector.getMBeanServerConnection(),
            ManagementFactory.MEMORY_MXBEAN_NAME,
            MemoryMXBean.class);
    HeapMonitor watch = new HeapMonitor(connector, memory);
    var _ =
        watch.sampler.scheduleAtFixedRate(
            watch::sample, 0, SAMPLE_INTERVAL_MS, TimeUnit.MILLISECONDS);
    return watch;
  }

  private static String startAgent(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return machine.startLocalManagementAgent();
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("process " + pid + " does not allow attaching", e);
    }
  }

  private void sample() {
    peakBytes.accumulateAndGet(memory.getHeapMemoryUsage().getUsed(), Math::max);
  }

  /** Returns the maximum heap use since the last call, in bytes, and resets it. */
  public long takePeakBytes() {
    sample();
    return peakBytes.getAndSet(0);
  }

  /** Returns the heap use after a collection, in bytes: what the program really needs. Blocks. */
  public long liveBytes() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  /**
   * Returns the memory outside the heap, without code and classes, in bytes: the buffers of its
   * connections. Requires a JVM started with {@code -XX:NativeMemoryTracking=summary}.
   */
  public long nativeBytes() throws IOException {
    String summary;
    try {
      summary =
          (String)
              connector
                  .getMBeanServerConnection()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "vmNativeMemory",
                      new Object[] {new String[] {"summary", "scale=KB"}},
                      new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new IOException("native memory statistics could not be read", e);
    }
    Matcher other = OTHER_MEMORY.matcher(summary);
    if (!other.find()) {
      throw new IOException("native memory is not tracked: " + summary);
    }
    return Long.parseLong(other.group(1)) * 1024;
  }

  @Override
  public void close() throws IOException {
    sampler.shutdownNow();
    connector.close();
  }
}
