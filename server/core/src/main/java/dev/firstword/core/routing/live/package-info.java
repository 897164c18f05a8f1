/**
 * The current status of models: latency, circuit breaker and concurrency limit. Start reading at
 * {@link dev.firstword.core.routing.live.LatencyProfile}.
 */
@NullMarked
package dev.firstword.core.routing.live;

import org.jspecify.annotations.NullMarked;
