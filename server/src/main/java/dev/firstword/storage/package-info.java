/**
 * SQLite behind the ports that the parts define. Reads run side by side; writes go through one
 * thread that commits them in groups. Start reading at {@link dev.firstword.storage.SqliteStorage}.
 */
@NullMarked
package dev.firstword.storage;

import org.jspecify.annotations.NullMarked;
