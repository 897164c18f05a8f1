/**
 * The server as its clients see it: a real one in this JVM, real HTTP over loopback, the real
 * simulator behind it. Start reading at {@link dev.firstword.system.ServerFixture}, then {@code
 * ChatStreamTest}.
 */
@NullMarked
package dev.firstword.system;

import org.jspecify.annotations.NullMarked;
