/** The command line. Start reading at {@link dev.firstword.app.cli.Main}. */
@NullMarked
package dev.firstword.app.cli;

import org.jspecify.annotations.NullMarked;
