/**
 * The server as its clients see it: a real server in this JVM, real HTTP over loopback, backed by
 * the real simulator. Start reading at {@link dev.firstword.system.ServerFixture}, then {@code
 * ChatStreamTest}.
 */
@NullMarked
package dev.firstword.system;

import org.jspecify.annotations.NullMarked;
