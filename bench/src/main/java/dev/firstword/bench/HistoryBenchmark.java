package dev.firstword.bench;

import dev.firstword.bench.client.Call;
import dev.firstword.bench.client.Event;
import dev.firstword.bench.client.EventReader;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Site;
import dev.firstword.bench.stage.Size;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Turns in conversations of ten messages and in ones of ten thousand, in turn: how long until the
 * model is asked, when the history is read for the first time and when it is known.
 */
final class HistoryBenchmark implements Benchmark {

  private static final int SHORT = 10;
  private static final int LONG = 10_000;
  private static final int KNOWN_ROUNDS = 3;
  private static final double TARGET_RATIO = 1.25;
  private static final String WORDS = "A sentence of the kind that people write to each other. ";

  private final int conversations = Size.of("CONVERSATIONS", 40);

  @Override
  public String name() {
    return "history";
  }

  @Override
  public String title() {
    return "From the request to the model's call, in conversations of ten and ten thousand messages";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Passes passes = new Passes();
    try (Site site = Site.open(root)) {
      Node node = site.node("server", "");
      node.start();
      site.simulator().pace(new Pace(5, 8, 1000, 5));
      List<String> shorts = begin(node.address());
      List<String> longs = begin(node.address());
      node.close();
      fill(node.data(), shorts, SHORT);
      fill(node.data(), longs, LONG);
      node.start();
      begin(node.address()); // Warms the server up, in conversations of their own.

      round(passes, "read", node.address(), shorts, longs);
      for (int i = 0; i < KNOWN_ROUNDS; i++) {
        round(passes, "known", node.address(), shorts, longs);
      }
    }
    return passes.figures();
  }

  private List<String> begin(URI server) throws IOException {
    List<String> begun = new ArrayList<>();
    for (int i = 0; i < conversations; i++) {
      // Never the same words twice: within two seconds they would be a double click.
      String message = "Hello, number " + i + " of " + System.nanoTime();
      try (Call call = Call.post(server, message, null, null)) {
        List<Event> events = call.events().all();
        begun.add(events.getFirst().json().path("conversation_id").asText());
      }
    }
    return begun;
  }

  /** Adds what would have been said in many turns. */
  private static void fill(Path data, List<String> conversations, int messages)
      throws SQLException {
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("firstword.db"));
        PreparedStatement insert =
            database.prepareStatement(
                "INSERT INTO messages (id, conversation_id, position, author, text, state,"
                    + " created_at, turn_id) VALUES (?, ?, ?, ?, ?, 'complete', 0, 'none')")) {
      database.setAutoCommit(false);
      for (String conversation : conversations) {
        for (int position = 3; position <= messages; position++) {
          insert.setString(1, "msg_" + conversation + "_" + position);
          insert.setString(2, conversation);
          insert.setInt(3, position);
          insert.setString(4, position % 2 == 1 ? "user" : "assistant");
          insert.setString(5, WORDS.repeat(4));
          insert.addBatch();
        }
        insert.executeBatch();
      }
      database.commit();
    }
  }

  private static void round(
      Passes passes, String how, URI server, List<String> shorts, List<String> longs)
      throws IOException {
    Histogram ofShort = new Histogram(3);
    Histogram ofLong = new Histogram(3);
    for (int i = 0; i < shorts.size(); i++) {
      ofShort.recordValue(microsToModel(server, shorts.get(i)));
      ofLong.recordValue(microsToModel(server, longs.get(i)));
    }
    record(passes, SHORT + " messages, " + how, ofShort);
    record(passes, "10,000 messages, " + how, ofLong);
    passes.record(
        "10,000 against 10, " + how + ", p50",
        (double) ofLong.getValueAtPercentile(50) / ofShort.getValueAtPercentile(50),
        "times",
        how.equals("known") ? Target.atMost(TARGET_RATIO) : Target.none());
  }

  private static void record(Passes passes, String name, Histogram micros) {
    passes.record(name + ", p50", micros.getValueAtPercentile(50) / 1e3, "ms", Target.none());
    passes.record(name + ", p90", micros.getValueAtPercentile(90) / 1e3, "ms", Target.none());
  }

  /** From the request to the event that names the model: everything before its call. */
  private static long microsToModel(URI server, String conversation) throws IOException {
    long from = System.nanoTime();
    try (Call call = Call.post(server, "And now, " + from + "?", conversation, null)) {
      EventReader reader = call.events();
      long at = 0;
      for (Optional<Event> event = reader.next(); event.isPresent(); event = reader.next()) {
        if (event.get().type().equals("model")) {
          at = event.get().atNanos();
        }
      }
      if (at == 0) {
        throw new IllegalStateException("no model was asked in " + conversation);
      }
      return (at - from) / 1000;
    }
  }
}
