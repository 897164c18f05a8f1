/**
 * The boundary between the two execution models: {@link dev.firstword.relay.loop.EventLoop} is one
 * thread that runs tasks in order and keeps time. Parts that run on a loop depend on this interface
 * and never on the HTTP library. Imports no other part.
 */
@NullMarked
package dev.firstword.relay.loop;

import org.jspecify.annotations.NullMarked;
