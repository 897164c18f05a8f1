/**
 * Promises to those who wait, and what is said when they are not kept. Start reading at {@link
 * dev.firstword.monitor.level.ServiceLevels}.
 */
@NullMarked
package dev.firstword.monitor.level;

import org.jspecify.annotations.NullMarked;
