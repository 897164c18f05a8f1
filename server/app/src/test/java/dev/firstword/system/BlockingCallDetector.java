package dev.firstword.system;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Samples the server's event loops and records each one that blocks: on a lock, a sleep, a file, or
 * a database. It judges by what a loop does, not by how long it takes, so a busy machine causes no
 * false alarm. Only at a monitor may a loop stand for a moment.
 */
final class BlockingCallDetector {

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final String LOOP_THREADS = "vert.x-eventloop-thread";

  /** Calls that always indicate blocking, as they appear in a stack. */
  private static final List<String> BLOCKING_CALLS =
      List.of(
          "java.lang.Thread.sleep",
          "java.net.Socket",
          "sun.nio.ch.NioSocketImpl",
          "java.io.FileInputStream",
          "java.io.RandomAccessFile",
          "sun.nio.ch.FileChannelImpl",
          "sun.nio.ch.FileDispatcherImpl",
          "org.sqlite",
          "org.postgresql",
          "com.zaxxer.hikari",
          "okhttp3");

  /** Short waits that are permitted: writing a log line, loading a class. */
  private static final List<String> ALLOWED =
      List.of("ch.qos.logback", "java.lang.ClassLoader", "jdk.internal.loader", "java.lang.invoke");

  private static final BlockingCallDetector INSTANCE = new BlockingCallDetector(LOOP_THREADS);

  /** Libraries use short critical sections, and classes are loaded; neither blocks for long. */
  private static final int MAX_BLOCKED_SAMPLES = 200;

  private final String threadPrefix;
  private final Map<Thread, Integer> blocked = new ConcurrentHashMap<>();
  private final Set<String> caught = ConcurrentHashMap.newKeySet();

  /**
   * Watches the threads whose names start with the given prefix; {@link #sample} takes a sample.
   */
  BlockingCallDetector(String threadPrefix) {
    this.threadPrefix = threadPrefix;
  }

  /** Starts sampling until the tests are over. */
  static void start() {
    Holder.THREAD.isAlive();
  }

  /** Fails if a loop has blocked since the last call. */
  static void requireNoneBlocked() {
    INSTANCE.requireNone();
  }

  private static final class Holder {
    private static final Thread THREAD =
        Thread.ofPlatform().daemon().name("blocking-call-detector").start(INSTANCE::run);
  }

  private void run() {
    while (true) {
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

  /** Takes one sample. */
  void sample() {
    Thread[] all = new Thread[Thread.activeCount() + 32];
    int count = Thread.enumerate(all);
    for (int i = 0; i < count; i++) {
      if (all[i].getName().startsWith(threadPrefix)) {
        sample(all[i]);
      }
    }
  }

  private void sample(Thread loop) {
    Thread.State state = loop.getState();
    blocked.merge(loop, 1, (looks, one) -> state == Thread.State.BLOCKED ? looks + one : 0);
    boolean blocks =
        switch (state) {
          case WAITING, TIMED_WAITING -> true;
          case BLOCKED -> blocked.getOrDefault(loop, 0) > MAX_BLOCKED_SAMPLES;
          case RUNNABLE, NEW, TERMINATED -> false;
        };
    List<String> stack =
        Arrays.stream(loop.getStackTrace()).map(StackTraceElement::toString).toList();
    if (isProductCode(stack)
        && !containsAny(stack, ALLOWED)
        && (blocks || containsAny(stack, BLOCKING_CALLS))) {
      caught.add(
          loop.getName() + " " + loop.getState() + "\n  at " + String.join("\n  at ", stack));
    }
  }

  /** The simulator and the clients of the tests have their own loops. */
  private static boolean isProductCode(List<String> stack) {
    return stack.stream()
        .anyMatch(frame ->
            frame.contains("dev.firstword.") && !frame.contains("dev.firstword.simulator."));
  }

  private static boolean containsAny(List<String> stack, List<String> calls) {
    return stack.stream().anyMatch(frame -> calls.stream().anyMatch(frame::contains));
  }
}
