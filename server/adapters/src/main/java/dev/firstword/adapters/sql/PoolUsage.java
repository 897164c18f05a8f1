package dev.firstword.adapters.sql;

/**
 * How a pool of connections to a database is used.
 *
 * @param name such as {@code postgresql}
 * @param active connections in use
 * @param waiting threads that wait for a connection
 * @param limit the number of connections that the pool may open
 */
public record PoolUsage(String name, int active, int waiting, int limit) {}
