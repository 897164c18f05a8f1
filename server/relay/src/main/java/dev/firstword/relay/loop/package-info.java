/**
 * Event loops: {@link dev.firstword.relay.loop.EventLoop} is one thread that runs tasks in order
 * and keeps time. Code that runs on a loop depends on this interface; only connections and the
 * wiring see the Netty implementation.
 */
@NullMarked
package dev.firstword.relay.loop;

import org.jspecify.annotations.NullMarked;
