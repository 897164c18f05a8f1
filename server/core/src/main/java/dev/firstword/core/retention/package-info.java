/**
 * How long data is kept, by profile and tenant. Start reading at {@link
 * dev.firstword.core.retention.RetentionPolicy}.
 */
@NullMarked
package dev.firstword.core.retention;

import org.jspecify.annotations.NullMarked;
