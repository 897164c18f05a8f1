/**
 * SQLite and PostgreSQL behind the ports that the parts define, with the same statements. Start
 * reading at {@link dev.firstword.storage.Storage}, then {@link
 * dev.firstword.storage.SqlTurnStore}.
 */
@NullMarked
package dev.firstword.storage;

import org.jspecify.annotations.NullMarked;
