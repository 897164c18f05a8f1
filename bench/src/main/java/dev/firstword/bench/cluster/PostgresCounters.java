package dev.firstword.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a PostgreSQL has done since it started.
 *
 * @param walPages pages that its write-ahead log holds whole
 * @param cpuSeconds CPU time of all its processes, those that have ended included
 */
record PostgresCounters(long walBytes, long walPages, double cpuSeconds) {

  private static final double TICKS_PER_SECOND = 100; // the fixed USER_HZ of Linux
  private static final int UTIME = 11;
  private static final int CHILDREN_STIME = 14;
  private static final int STIME = 12;

  /**
   * Reads the counters. Blocks.
   *
   * @param url its JDBC URL
   * @param pid its first process
   */
  static PostgresCounters of(String url, String user, long pid) throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection(url, user, "");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint, wal_fpi"
                    + " FROM pg_stat_wal")) {
      row.next();
      return new PostgresCounters(row.getLong(1), row.getLong(2), cpuSeconds(pid));
    }
  }

  private static double cpuSeconds(long pid) throws IOException {
    double ticks = ticks(pid, CHILDREN_STIME);
    for (ProcessHandle child : ProcessHandle.of(pid).orElseThrow().children().toList()) {
      try {
        ticks += ticks(child.pid(), STIME);
      } catch (IOException _) {
        // It has just ended; its parent counts it from now on.
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Adds the fields of CPU time of {@code /proc/PID/stat}, from {@code utime} to the last one. */
  private static double ticks(long pid, int last) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    double ticks = 0;
    for (int i = UTIME; i <= last; i++) {
      ticks += Double.parseDouble(fields[i]);
    }
    return ticks;
  }
}
