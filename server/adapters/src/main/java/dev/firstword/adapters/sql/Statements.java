package dev.firstword.adapters.sql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements on one connection and keeps them prepared. For the few statements that every turn
 * runs: they cost half as much here as in Jdbi, which builds its own objects for each (decision
 * 61). Confined to the thread that uses the connection.
 */
final class Statements implements AutoCloseable {

  private final Connection connection;
  private final Map<String, PreparedStatement> bySql = new HashMap<>();

  Statements(Connection connection) {
    this.connection = connection;
  }

  /** Reads one row. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * Runs a statement that changes rows.
   *
   * @param values text, numbers, bytes, or null; on PostgreSQL also arrays of these
   * @return the number of changed rows
   */
  int update(String sql, @Nullable Object... values) {
    try {
      return bound(sql, values).executeUpdate();
    } catch (SQLException e) {
      throw new StatementException(sql, e);
    }
  }

  /** Returns the first row of a query, or null if there is none. */
  <T> @Nullable T firstOrNull(String sql, RowReader<T> reader, @Nullable Object... values) {
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      return rows.next() ? reader.read(rows) : null;
    } catch (SQLException e) {
      throw new StatementException(sql, e);
    }
  }

  /** Returns all rows of a query, or of a statement that returns the rows that it changed. */
  <T> List<T> all(String sql, RowReader<T> reader, @Nullable Object... values) {
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(reader.read(rows));
      }
      return found;
    } catch (SQLException e) {
      throw new StatementException(sql, e);
    }
  }

  private PreparedStatement bound(String sql, @Nullable Object[] values) throws SQLException {
    PreparedStatement statement = bySql.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      bySql.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
    return statement;
  }

  private static void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setObject(index, null);
      case String text -> statement.setString(index, text);
      case Long number -> statement.setLong(index, number);
      case Integer number -> statement.setInt(index, number);
      case byte[] bytes -> statement.setBytes(index, bytes);
      case String[] texts -> statement.setArray(index, array(statement, "text", texts));
      case Long[] numbers -> statement.setArray(index, array(statement, "bigint", numbers));
      case Integer[] numbers -> statement.setArray(index, array(statement, "integer", numbers));
      case byte[][] many -> statement.setArray(index, array(statement, "bytea", many));
      default -> throw new IllegalArgumentException("can't bind a " + value.getClass());
    }
  }

  private static Array array(PreparedStatement statement, String type, Object[] values)
      throws SQLException {
    return statement.getConnection().createArrayOf(type, values);
  }

  /** Closes the statements, but not the connection. */
  @Override
  public void close() {
    try {
      for (PreparedStatement statement : bySql.values()) {
        statement.close();
      }
    } catch (SQLException e) {
      throw new StatementException("close", e);
    } finally {
      bySql.clear();
    }
  }

  /** A statement failed. The message omits bound values, because they contain users' text. */
  static final class StatementException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StatementException(String sql, SQLException cause) {
      super(sql, cause);
    }
  }
}
