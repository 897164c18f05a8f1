/**
 * The configuration: declares every setting, and reads the file and the environment. Start reading
 * at {@link dev.firstword.app.config.SettingsReader}.
 */
@NullMarked
package dev.firstword.app.config;

import org.jspecify.annotations.NullMarked;
