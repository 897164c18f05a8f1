/**
 * Redis between the nodes: what running turns say, as streams, and word of what is to be cancelled.
 * Nothing is lost with it. Start reading at {@link dev.firstword.storage.redis.RedisTurnBus}.
 */
@NullMarked
package dev.firstword.storage.redis;

import org.jspecify.annotations.NullMarked;
