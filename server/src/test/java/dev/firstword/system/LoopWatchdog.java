package dev.firstword.system;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the server's event loops again and again, and remembers each that waits: for a lock, a
 * sleep, a file, a database. It goes by what a loop does, not by how long it takes, so that a busy
 * machine raises no false alarm; only at a monitor it may stand for a moment.
 */
final class LoopWatchdog {

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final String LOOPS = "vert.x-eventloop-thread";

  /** What only those call who are ready to wait, as it looks in a stack. */
  private static final List<String> WAITING_CALLS =
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

  /** Others wait here too, and are done in a moment: a log line, a class that is being loaded. */
  private static final List<String> PARDONED =
      List.of("ch.qos.logback", "java.lang.ClassLoader", "jdk.internal.loader", "java.lang.invoke");

  private static final LoopWatchdog INSTANCE = new LoopWatchdog(LOOPS);

  /** Libraries guard a line here and there, and classes are loaded; nobody stays there for long. */
  private static final int MOST_LOOKS_BLOCKED = 200;

  private final String threads;
  private final Map<Thread, Integer> blocked = new ConcurrentHashMap<>();
  private final Set<String> caught = ConcurrentHashMap.newKeySet();

  /** Watches the threads whose names begin so; {@link #look} does it. */
  LoopWatchdog(String threads) {
    this.threads = threads;
  }

  /** Watches from now on, until the tests are over. */
  static void watch() {
    Started.THREAD.isAlive();
  }

  /** Fails when a loop was seen to wait since this was last asked. */
  static void requireNoneWaited() {
    INSTANCE.requireNone();
  }

  private static final class Started {
    private static final Thread THREAD =
        Thread.ofPlatform().daemon().name("loop-watchdog").start(INSTANCE::lookForEver);
  }

  private void lookForEver() {
    while (true) {
      look();
      LockSupport.parkNanos(INTERVAL_NANOS);
    }
  }

  void requireNone() {
    List<String> stacks = List.copyOf(caught);
    caught.clear();
    if (!stacks.isEmpty()) {
      throw new AssertionError("an event loop waited:\n" + String.join("\n\n", stacks));
    }
  }

  /** Looks once. */
  void look() {
    Thread[] all = new Thread[Thread.activeCount() + 32];
    int count = Thread.enumerate(all);
    for (int i = 0; i < count; i++) {
      if (all[i].getName().startsWith(threads)) {
        look(all[i]);
      }
    }
  }

  private void look(Thread loop) {
    Thread.State state = loop.getState();
    blocked.merge(loop, 1, (looks, one) -> state == Thread.State.BLOCKED ? looks + one : 0);
    boolean waits =
        switch (state) {
          case WAITING, TIMED_WAITING -> true;
          case BLOCKED -> blocked.getOrDefault(loop, 0) > MOST_LOOKS_BLOCKED;
          case RUNNABLE, NEW, TERMINATED -> false;
        };
    List<String> stack =
        Arrays.stream(loop.getStackTrace()).map(StackTraceElement::toString).toList();
    if (isOurs(stack) && !has(stack, PARDONED) && (waits || has(stack, WAITING_CALLS))) {
      caught.add(
          loop.getName() + " " + loop.getState() + "\n  at " + String.join("\n  at ", stack));
    }
  }

  /** The simulator has loops of its own, and so have the tests' clients. */
  private static boolean isOurs(List<String> stack) {
    return stack.stream()
        .anyMatch(frame ->
            frame.contains("dev.firstword.") && !frame.contains("dev.firstword.simulator."));
  }

  private static boolean has(List<String> stack, List<String> calls) {
    return stack.stream().anyMatch(frame -> calls.stream().anyMatch(frame::contains));
  }
}
