/**
 * Rate limits: turns and tokens per minute, by user and by tenant. Start reading at {@link
 * dev.firstword.core.identity.limit.RateLimiter}.
 */
@NullMarked
package dev.firstword.core.identity.limit;

import org.jspecify.annotations.NullMarked;
