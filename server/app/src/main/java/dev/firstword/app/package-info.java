/**
 * The command line and the wiring: reads the settings, builds the modules by constructor, and
 * starts and stops them. Start reading at {@link dev.firstword.app.Main}.
 */
@NullMarked
package dev.firstword.app;

import org.jspecify.annotations.NullMarked;
