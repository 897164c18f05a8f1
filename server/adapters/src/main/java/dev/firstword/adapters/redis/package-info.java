/**
 * State shared by nodes through Redis: the logs of running turns as streams, cancel requests, rate
 * limits and cached embeddings. Losing Redis loses no data. Start reading at {@link
 * dev.firstword.adapters.redis.RedisTurnBus}.
 */
@NullMarked
package dev.firstword.adapters.redis;

import org.jspecify.annotations.NullMarked;
