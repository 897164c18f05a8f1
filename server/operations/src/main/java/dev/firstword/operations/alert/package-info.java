/**
 * Notifies operators when an SLO is missed and when it is met again. Start reading at {@link
 * dev.firstword.operations.alert.AlertEvaluator}.
 */
@NullMarked
package dev.firstword.operations.alert;

import org.jspecify.annotations.NullMarked;
