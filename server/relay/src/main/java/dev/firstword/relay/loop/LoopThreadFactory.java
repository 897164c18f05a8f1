package dev.firstword.relay.loop;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates the threads of event loops, whose thread-local state is looked up by index. */
record LoopThreadFactory(String name, AtomicInteger nextNumber) implements ThreadFactory {

  LoopThreadFactory(String name) {
    this(name, new AtomicInteger());
  }

  @Override
  public Thread newThread(Runnable task) {
    return new FastThreadLocalThread(task, name + "-" + nextNumber.getAndIncrement());
  }
}
