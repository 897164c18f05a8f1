/**
 * {@code firstword check}: tries what the settings name, as the server would. Start reading at
 * {@link dev.firstword.app.check.ServerCheck}.
 */
@NullMarked
package dev.firstword.app.check;

import org.jspecify.annotations.NullMarked;
