/**
 * Product profiles: system prompt, phase labels, notice thresholds and timeouts. Plain data, read
 * from the configuration. Start reading at {@link dev.firstword.core.profile.Profile}.
 */
@NullMarked
package dev.firstword.core.profile;

import org.jspecify.annotations.NullMarked;
