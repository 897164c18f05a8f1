/**
 * Storage in SQLite and PostgreSQL, with shared SQL statements, behind the ports of the other
 * packages. Start reading at {@link dev.firstword.adapters.sql.Storage}, then {@link
 * dev.firstword.adapters.sql.SqlTurnStore}.
 */
@NullMarked
package dev.firstword.adapters.sql;

import org.jspecify.annotations.NullMarked;
