package dev.firstword.system;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Samples the server's event loops and records each one that blocks: on a lock, a sleep, a file, or
 * a database. It judges by what a loop does, not by how long it takes, so a busy machine causes no
 * false alarm. Only at a monitor may a loop stand for a moment.
 */
final class BlockingCallDetector {

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final String LOOP_THREADS = "event-loop-";

  /**
   * Calls that always indicate blocking, as the beginning of a method's full name. A class name
   * ends with a dot: {@code java.net.SocketAddress} does not block as {@code java.net.Socket} does.
   */
  private static final List<String> BLOCKING_CALLS =
      List.of(
          "java.lang.Thread.sleep",
          "java.net.Socket.",
          "java.net.Socket$",
          "sun.nio.ch.NioSocketImpl.",
          "java.io.FileInputStream.",
          "java.io.RandomAccessFile.",
          "sun.nio.ch.FileChannelImpl.",
          "sun.nio.ch.FileDispatcherImpl.",
          "sun.nio.ch.UnixFileDispatcherImpl.",
          "org.sqlite.",
          "org.postgresql.",
          "com.zaxxer.hikari.",
          "okhttp3.");

  /** Short waits that are permitted: writing a log line, loading a class, random bytes. */
  private static final List<String> ALLOWED =
      List.of(
          "ch.qos.logback.",
          "java.lang.ClassLoader.",
          "jdk.internal.loader.",
          "java.lang.invoke.",
          "java.security.SecureRandom.");

  /** Libraries use short critical sections, and classes are loaded; neither blocks for 200 ms. */
  private static final int MAX_BLOCKED_SAMPLES = 20;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final BlockingCallDetector INSTANCE = new BlockingCallDetector(LOOP_THREADS);

  private static int users;
  private static @Nullable Thread sampler;

  private final String threadPrefix;
  private final Map<Long, Integer> blocked = new ConcurrentHashMap<>();
  private final Set<String> caught = ConcurrentHashMap.newKeySet();

  /**
   * Watches the threads whose names start with the given prefix; {@link #sample} takes a sample.
   */
  BlockingCallDetector(String threadPrefix) {
    this.threadPrefix = threadPrefix;
  }

  /** Starts sampling, until {@link #stop} has been called once for each call of this method. */
  static synchronized void start() {
    users++;
    if (sampler == null) {
      sampler = Thread.ofPlatform().daemon().name("blocking-call-detector").start(INSTANCE::run);
    }
  }

  /** Stops sampling when there is no other user. */
  static synchronized void stop() {
    users--;
    if (users == 0 && sampler != null) {
      sampler.interrupt();
      sampler = null;
    }
  }

  /** Fails if a loop has blocked since the last call. */
  static void requireNoneBlocked() {
    INSTANCE.requireNone();
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      sample();
      LockSupport.parkNanos(INTERVAL_NANOS);
    }
  }

  void requireNone() {
    List<String> stacks = List.copyOf(caught);
    caught.clear();
    if (!stacks.isEmpty()) {
      throw new AssertionError("an event loop blocked:\n" + String.join("\n\n", stacks));
    }
  }

  /** Takes one sample. A thread's state and its stack are of the same moment. */
  void sample() {
    Thread[] all = new Thread[Thread.activeCount() + 32];
    int count = Thread.enumerate(all);
    long[] loops =
        Arrays.stream(all, 0, count)
            .filter(thread -> thread.getName().startsWith(threadPrefix))
            .mapToLong(Thread::threadId)
            .toArray();
    for (@Nullable ThreadInfo loop : THREADS.getThreadInfo(loops, Integer.MAX_VALUE)) {
      if (loop != null) { // Null for a thread that has ended.
        judge(loop);
      }
    }
  }

  private void judge(ThreadInfo loop) {
    Thread.State state = loop.getThreadState();
    int blockedSamples =
        state == Thread.State.BLOCKED ? blocked.merge(loop.getThreadId(), 1, Integer::sum) : 0;
    blocked.put(loop.getThreadId(), blockedSamples);
    boolean blocks =
        switch (state) {
          case WAITING, TIMED_WAITING -> true;
          case BLOCKED -> blockedSamples > MAX_BLOCKED_SAMPLES;
          case RUNNABLE, NEW, TERMINATED -> false;
        };
    StackTraceElement[] stack = loop.getStackTrace();
    if (isProductCode(stack)
        && methods(stack).noneMatch(method -> startsWithAny(method, ALLOWED))
        && (blocks || methods(stack).anyMatch(BlockingCallDetector::isBlocking))) {
      List<String> frames = Arrays.stream(stack).map(StackTraceElement::toString).toList();
      caught.add(loop.getThreadName() + " " + state + "\n  at " + String.join("\n  at ", frames));
    }
  }

  /** The simulator and the clients of the tests have their own loops. */
  private static boolean isProductCode(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .map(StackTraceElement::getClassName)
        .anyMatch(name ->
            name.startsWith("dev.firstword.") && !name.startsWith("dev.firstword.simulator."));
  }

  private static Stream<String> methods(StackTraceElement[] stack) {
    return Arrays.stream(stack).map(frame -> frame.getClassName() + "." + frame.getMethodName());
  }

  /** Returns whether a method, by its full name, blocks whenever it is called. */
  static boolean isBlocking(String method) {
    return startsWithAny(method, BLOCKING_CALLS);
  }

  private static boolean startsWithAny(String method, List<String> beginnings) {
    return beginnings.stream().anyMatch(method::startsWith);
  }
}
