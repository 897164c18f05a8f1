/**
 * How much somebody may: turns and tokens a minute, by user and by tenant. Start reading at {@link
 * dev.firstword.identity.limit.RateLimits}.
 */
@NullMarked
package dev.firstword.identity.limit;

import org.jspecify.annotations.NullMarked;
