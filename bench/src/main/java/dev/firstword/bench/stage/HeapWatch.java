package dev.firstword.bench.stage;

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
 * Looks at another JVM's heap every 20 ms, through its management agent, and keeps the highest use
 * seen. Garbage that is not yet collected counts as used: the figure is an upper bound of what the
 * program needs, and a lower bound of what it touched.
 */
public final class HeapWatch implements AutoCloseable {

  private static final long LOOK_EVERY_MS = 20;
  private static final Pattern OTHER =
      Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

  private final JMXConnector connector;
  private final MemoryMXBean memory;
  private final AtomicLong peakBytes = new AtomicLong();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("heap-watch").factory());

  private HeapWatch(JMXConnector connector, MemoryMXBean memory) {
    this.connector = connector;
    this.memory = memory;
  }

  /** Begins to watch the JVM with this process id. */
  @SuppressWarnings("BanJNDI") // the address is the one that our own child process has just given
  public static HeapWatch of(long pid) throws IOException {
    JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(agent(pid)));
    MemoryMXBean memory =
        ManagementFactory.newPlatformMXBeanProxy(
            connector.getMBeanServerConnection(),
            ManagementFactory.MEMORY_MXBEAN_NAME,
            MemoryMXBean.class);
    HeapWatch watch = new HeapWatch(connector, memory);
    var _ = watch.clock.scheduleAtFixedRate(watch::look, 0, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    return watch;
  }

  private static String agent(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return machine.startLocalManagementAgent();
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("process " + pid + " lets nobody look at its heap", e);
    }
  }

  private void look() {
    peakBytes.accumulateAndGet(memory.getHeapMemoryUsage().getUsed(), Math::max);
  }

  /** The highest use since the last call, in bytes. */
  public long takePeakBytes() {
    look();
    return peakBytes.getAndSet(0);
  }

  /** What is in use after a collection, in bytes: what the program really needs. */
  public long takeLiveBytes() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  /**
   * What the program holds outside the heap beside code and classes, in bytes: the buffers of its
   * connections. Known only to a JVM that counts it ({@code -XX:NativeMemoryTracking=summary}).
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
      throw new IOException("the native memory can't be asked for", e);
    }
    Matcher other = OTHER.matcher(summary);
    if (!other.find()) {
      throw new IOException("the native memory is not counted: " + summary);
    }
    return Long.parseLong(other.group(1)) * 1024;
  }

  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    connector.close();
  }
}
