/**
 * The command line and the wiring: reads the settings, builds the parts by constructor, starts and
 * stops them. Start reading at {@link dev.firstword.app.Main}.
 */
@NullMarked
package dev.firstword.app;

import org.jspecify.annotations.NullMarked;
