/**
 * Notifies operators when an SLO is missed and when it is met again. Start reading at {@link
 * dev.firstword.monitor.alert.AlertEvaluator}.
 */
@NullMarked
package dev.firstword.monitor.alert;

import org.jspecify.annotations.NullMarked;
