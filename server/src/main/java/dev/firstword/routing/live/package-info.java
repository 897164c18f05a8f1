/**
 * The current status of models: latency, circuit breaker and concurrency limit. Start reading at
 * {@link dev.firstword.routing.live.LatencyProfile}.
 */
@NullMarked
package dev.firstword.routing.live;

import org.jspecify.annotations.NullMarked;
