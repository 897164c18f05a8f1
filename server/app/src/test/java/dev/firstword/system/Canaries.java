package dev.firstword.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Looks for unique texts in everything that a server stores. */
record Canaries(Set<String> texts) {

  static Canaries of(String... texts) {
    return new Canaries(new TreeSet<>(Set.of(texts)));
  }

  /** Returns which of them are in the content, however it is written. */
  private Set<String> in(byte[] content) {
    String bytes = new String(content, ISO_8859_1).toLowerCase(Locale.ROOT);
    Set<String> found = new TreeSet<>();
    for (String text : texts) {
      if (bytes.contains(text) || bytes.contains(HexFormat.of().formatHex(text.getBytes(UTF_8)))) {
        found.add(text);
      }
    }
    return found;
  }

  /**
   * Returns the canaries in the names and bytes of all files of a folder, with the file of each.
   */
  Set<String> inFiles(Path folder) {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path name = folder.relativize(file);
        in(name.toString().getBytes(UTF_8)).forEach(text -> found.add(text + " in a name"));
        in(read(file)).forEach(text -> found.add(text + " in " + name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      return new byte[0]; // Deleted meanwhile.
    }
  }

  /** Returns the canaries in all rows of all tables, with the table of each. */
  Set<String> inTables(String url) throws SQLException {
    Set<String> found = new TreeSet<>();
    try (Connection connection = DriverManager.getConnection(url, "postgres", "");
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet names =
          statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
        while (names.next()) {
          tables.add(names.getString(1));
        }
      }
      for (String table : tables) {
        try (ResultSet rows = statement.executeQuery("SELECT t::text FROM " + table + " t")) {
          while (rows.next()) {
            in(rows.getString(1).getBytes(UTF_8)).forEach(text -> found.add(text + " in " + table));
          }
        }
      }
    }
    return found;
  }

  /** Returns the canaries in all keys and values of Redis, with the key of each. */
  Set<String> inRedis(String address) {
    Set<String> found = new TreeSet<>();
    try (RedisClient client = RedisClient.create(address);
        var connection = client.connect(new StringCodec(ISO_8859_1))) {
      RedisCommands<String, String> redis = connection.sync();
      for (String key : redis.keys("*")) {
        String value =
            switch (redis.type(key)) {
              case "string" -> redis.get(key);
              case "stream" -> redis.xrange(key, Range.unbounded()).toString();
              default -> throw new AssertionError("another type of key: " + key);
            };
        in((key + value).getBytes(ISO_8859_1)).forEach(text -> found.add(text + " in " + key));
      }
    }
    return found;
  }
}
