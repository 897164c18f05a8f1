/**
 * Telling those who run the server when a promise is broken, and when it is kept again. Start
 * reading at {@link dev.firstword.monitor.alert.Alerts}.
 */
@NullMarked
package dev.firstword.monitor.alert;

import org.jspecify.annotations.NullMarked;
