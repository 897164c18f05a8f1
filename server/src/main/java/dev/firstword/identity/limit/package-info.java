/**
 * Rate limits: turns and tokens per minute, by user and by tenant. Start reading at {@link
 * dev.firstword.identity.limit.RateLimiter}.
 */
@NullMarked
package dev.firstword.identity.limit;

import org.jspecify.annotations.NullMarked;
