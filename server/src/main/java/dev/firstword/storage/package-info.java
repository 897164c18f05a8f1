/**
 * Storage in SQLite and PostgreSQL, with shared SQL statements, behind the ports of the other
 * packages. Start reading at {@link dev.firstword.storage.Storage}, then {@link
 * dev.firstword.storage.SqlTurnStore}.
 */
@NullMarked
package dev.firstword.storage;

import org.jspecify.annotations.NullMarked;
