package dev.firstword.bench;

import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Compares the start of turns in conversations of ten messages, of ten thousand, and of ten
 * thousand with thoughts and tools, in alternation. The history is read for the first time after a
 * start of the server, or it is cached.
 */
final class HistoryBenchmark implements Benchmark {

  private static final int SHORT_MESSAGES = 10;
  private static final int LONG_MESSAGES = 10_000;
  private static final int WARM_ROUNDS = 3;
  private static final double TARGET_RATIO = 1.25;

  private final int conversations = RunSize.of("CONVERSATIONS", 40);
  private final int starts = RunSize.of("STARTS", 3);

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
      environment.simulator().setUncachedInputMillisPerThousand(0);
      List<String> shorts = startConversations(node.address());
      List<String> texts = startConversations(node.address());
      List<String> tools = startConversations(node.address());
      node.close();
      StoredHistory.TEXT.insert(node.data(), shorts, SHORT_MESSAGES);
      StoredHistory.TEXT.insert(node.data(), texts, LONG_MESSAGES);
      StoredHistory.TOOLS.insert(node.data(), tools, LONG_MESSAGES);
      for (int start = 0; start < starts; start++) {
        node.start();
        startConversations(node.address()); // Warms up the server in separate conversations.
        measureRound(measurements, "read", node.address(), shorts, texts, tools);
        for (int i = 0; i < WARM_ROUNDS; i++) {
          measureRound(measurements, "known", node.address(), shorts, texts, tools);
        }
        node.close();
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

  private static void measureRound(
      Measurements measurements,
      String state,
      URI server,
      List<String> shorts,
      List<String> texts,
      List<String> tools)
      throws IOException {
    Starts shortStarts = new Starts();
    Starts textStarts = new Starts();
    Starts toolStarts = new Starts();
    for (int i = 0; i < shorts.size(); i++) {
      shortStarts.measure(server, shorts.get(i));
      textStarts.measure(server, texts.get(i));
      toolStarts.measure(server, tools.get(i));
    }
    Target target = state.equals("known") ? Target.atMost(TARGET_RATIO) : Target.none();
    shortStarts.record(measurements, "10 messages, " + state);
    textStarts.record(measurements, "10,000 messages, " + state);
    toolStarts.record(measurements, "10,000 messages with tools, " + state);
    measurements.record(
        "10,000 against 10, " + state + ", p50",
        ratio(textStarts.toModel, shortStarts.toModel),
        "times",
        target);
    measurements.record(
        "10,000 with tools against 10,000 of text, " + state + ", p50",
        ratio(toolStarts.toModel, textStarts.toModel),
        "times",
        Target.atMost(TARGET_RATIO));
    measurements.record(
        "10,000 with tools against 10,000 of text, " + state + ", to the first text, p50",
        ratio(toolStarts.toText, textStarts.toText),
        "times",
        Target.atMost(TARGET_RATIO));
  }

  private static double ratio(Histogram micros, Histogram others) {
    return (double) micros.getValueAtPercentile(50) / others.getValueAtPercentile(50);
  }

  /** The starts of turns in conversations of one kind, in microseconds from the request. */
  private static final class Starts {
    /** To the event that names the model: everything before the model call. */
    private final Histogram toModel = new Histogram(3);

    /** To the first text, so with writing the prompt for the provider, and its reading it. */
    private final Histogram toText = new Histogram(3);

    void measure(URI server, String conversation) throws IOException {
      long from = System.nanoTime();
      long modelAt = 0;
      long textAt = 0;
      try (HttpCall call = HttpCall.post(server, "And now, " + from + "?", conversation, null)) {
        for (ReceivedEvent event : call.events().all()) {
          if (event.type().equals("model")) {
            modelAt = event.atNanos();
          } else if (event.type().equals("text") && textAt == 0) {
            textAt = event.atNanos();
          }
        }
      }
      if (modelAt == 0 || textAt == 0) {
        throw new IllegalStateException("no model answered in " + conversation);
      }
      toModel.recordValue((modelAt - from) / 1000);
      toText.recordValue((textAt - from) / 1000);
    }

    void record(Measurements measurements, String name) {
      record(measurements, name + ", p50", 50);
      record(measurements, name + ", p90", 90);
    }

    private void record(Measurements measurements, String name, double percentile) {
      measurements.record(name, toModel.getValueAtPercentile(percentile) / 1e3, "ms");
    }
  }
}
