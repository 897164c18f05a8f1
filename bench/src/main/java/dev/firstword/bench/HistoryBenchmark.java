package dev.firstword.bench;

import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.relay.blocking.TurnStreamReader;
import dev.firstword.relay.sse.ReceivedEvent;
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
 * Compares turns in conversations of ten messages with turns in conversations of ten thousand, in
 * alternation. Measures the time until the model is called, both when the history is read for the
 * first time and when it is cached.
 */
final class HistoryBenchmark implements Benchmark {

  private static final int SHORT_MESSAGES = 10;
  private static final int LONG_MESSAGES = 10_000;
  private static final int WARM_ROUNDS = 3;
  private static final double TARGET_RATIO = 1.25;
  private static final String SENTENCE = "A sentence of the kind that people write to each other. ";

  private final int conversations = RunSize.of("CONVERSATIONS", 40);

  @Override
  public String name() {
    return "history";
  }

  @Override
  public String title() {
    return "Time from request to model call, in conversations of 10 and 10,000 messages";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Measurements measurements = new Measurements();
    try (BenchEnvironment environment = BenchEnvironment.open(root)) {
      ServerNode node = environment.node("server", "");
      node.start();
      environment.simulator().setPace(new Pace(5, 8, 1000, 5));
      List<String> shorts = startConversations(node.address());
      List<String> longs = startConversations(node.address());
      node.close();
      insertMessages(node.data(), shorts, SHORT_MESSAGES);
      insertMessages(node.data(), longs, LONG_MESSAGES);
      node.start();
      startConversations(node.address()); // Warms up the server in separate conversations.

      measureRound(measurements, "read", node.address(), shorts, longs);
      for (int i = 0; i < WARM_ROUNDS; i++) {
        measureRound(measurements, "known", node.address(), shorts, longs);
      }
    }
    return measurements.figures();
  }

  private List<String> startConversations(URI server) throws IOException {
    List<String> conversationIds = new ArrayList<>();
    for (int i = 0; i < conversations; i++) {
      // Every message is unique: a repeat within two seconds would be deduplicated.
      String message = "Hello, number " + i + " of " + System.nanoTime();
      try (HttpCall call = HttpCall.post(server, message, null, null)) {
        List<ReceivedEvent> events = call.events().all();
        conversationIds.add(events.getFirst().json().path("conversation_id").asText());
      }
    }
    return conversationIds;
  }

  /** Inserts the messages of many earlier turns. */
  private static void insertMessages(Path data, List<String> conversations, int messages)
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
          insert.setString(5, SENTENCE.repeat(4));
          insert.addBatch();
        }
        insert.executeBatch();
      }
      database.commit();
    }
  }

  private static void measureRound(
      Measurements measurements, String state, URI server, List<String> shorts, List<String> longs)
      throws IOException {
    Histogram shortMicros = new Histogram(3);
    Histogram longMicros = new Histogram(3);
    for (int i = 0; i < shorts.size(); i++) {
      shortMicros.recordValue(microsToModel(server, shorts.get(i)));
      longMicros.recordValue(microsToModel(server, longs.get(i)));
    }
    record(measurements, SHORT_MESSAGES + " messages, " + state, shortMicros);
    record(measurements, "10,000 messages, " + state, longMicros);
    measurements.record(
        "10,000 against 10, " + state + ", p50",
        (double) longMicros.getValueAtPercentile(50) / shortMicros.getValueAtPercentile(50),
        "times",
        state.equals("known") ? Target.atMost(TARGET_RATIO) : Target.none());
  }

  private static void record(Measurements measurements, String name, Histogram micros) {
    measurements.record(name + ", p50", micros.getValueAtPercentile(50) / 1e3, "ms", Target.none());
    measurements.record(name + ", p90", micros.getValueAtPercentile(90) / 1e3, "ms", Target.none());
  }

  /**
   * Returns the microseconds from the request to the event that names the model: everything before
   * the model call.
   */
  private static long microsToModel(URI server, String conversation) throws IOException {
    long from = System.nanoTime();
    try (HttpCall call = HttpCall.post(server, "And now, " + from + "?", conversation, null)) {
      TurnStreamReader reader = call.events();
      long at = 0;
      for (Optional<ReceivedEvent> event = reader.next();
          event.isPresent();
          event = reader.next()) {
        if (event.get().type().equals("model")) {
          at = event.get().atNanos();
        }
      }
      if (at == 0) {
        throw new IllegalStateException("no model was called in " + conversation);
      }
      return (at - from) / 1000;
    }
  }
}
