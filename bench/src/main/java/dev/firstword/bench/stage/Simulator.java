package dev.firstword.bench.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The simulator's controls. */
public final class Simulator {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;
  private final URI settings;
  private final URI stats;

  Simulator(URI address) {
    this.address = address;
    settings = address.resolve("/simulator/settings");
    stats = address.resolve("/simulator/stats");
  }

  /**
   * How all models answer from now on.
   *
   * @param ttftP50Ms median time to the first token; times are log-normal
   * @param ttftP99Ms the same at the 99th percentile
   */
  public record Pace(int ttftP50Ms, int ttftP99Ms, int tokensPerSecond, int outputTokens) {}

  /**
   * One call that the simulator has seen.
   *
   * @param firstTokenAtMs when its first token left, in whole milliseconds of the epoch; 0: never
   * @param endedAtMs when it ended, likewise
   * @param ending how it ended, such as {@code closed_by_client}
   */
  public record Call(String model, long firstTokenAtMs, long endedAtMs, String ending) {}

  /**
   * What goes wrong with some of the calls.
   *
   * @param rate the share of calls that meet it
   * @param afterTokens after how many it strikes; absent: before anything is answered
   */
  public record Fault(String kind, double rate, @Nullable Integer afterTokens, String model) {

    /** Of every model. */
    public Fault(String kind, double rate, @Nullable Integer afterTokens) {
      this(kind, rate, afterTokens, "*");
    }
  }

  /** Makes every model that it knows answer at this pace. */
  public void pace(Pace pace) throws IOException, InterruptedException {
    ObjectNode change = MAPPER.createObjectNode();
    ObjectNode models = change.putObject("models");
    for (Map.Entry<String, JsonNode> model : get(settings).path("models").properties()) {
      write(pace, models.putObject(model.getKey()));
    }
    change(change);
  }

  /** The same, but each answer is as long as the question asks. */
  public void paceAsAsked(Pace pace) throws IOException, InterruptedException {
    ObjectNode change = MAPPER.createObjectNode();
    ObjectNode models = change.putObject("models");
    for (Map.Entry<String, JsonNode> model : get(settings).path("models").properties()) {
      ObjectNode speed = models.putObject(model.getKey());
      write(pace, speed);
      speed.putNull("output_tokens");
    }
    change(change);
  }

  /** Makes one model answer at this pace. */
  public void pace(String model, Pace pace) throws IOException, InterruptedException {
    ObjectNode change = MAPPER.createObjectNode();
    write(pace, change.putObject("models").putObject(model));
    change(change);
  }

  private static void write(Pace pace, ObjectNode speed) {
    speed.putObject("ttft_ms").put("p50", pace.ttftP50Ms()).put("p99", pace.ttftP99Ms());
    speed.put("tokens_per_second", pace.tokensPerSecond());
    speed.put("output_tokens", pace.outputTokens());
  }

  /** What goes wrong from now on, in place of what did; of several the first that hits is met. */
  public void faults(List<Fault> faults) throws IOException, InterruptedException {
    ObjectNode change = MAPPER.createObjectNode();
    ArrayNode all = change.putArray("faults");
    for (Fault fault : faults) {
      ObjectNode one = all.addObject().put("kind", fault.kind).put("rate", fault.rate);
      one.put("model", fault.model);
      if (fault.afterTokens != null) {
        one.put("after_tokens", fault.afterTokens);
      }
    }
    change(change);
  }

  /** Where its chance begins. */
  public void seed(long seed) throws IOException, InterruptedException {
    change(MAPPER.createObjectNode().put("seed", seed));
  }

  /** Where it answers. */
  public URI address() {
    return address;
  }

  /** How long embedding models take for a call. */
  public void embeddingMillis(double millis) throws IOException, InterruptedException {
    change(MAPPER.createObjectNode().put("embedding_ms", millis));
  }

  /** What a thousand input tokens that are not cached add to the first token. */
  public void uncachedInputMillis(double millis) throws IOException, InterruptedException {
    change(MAPPER.createObjectNode().put("uncached_input_ms_per_1k", millis));
  }

  /** How long reranking models take for a call. */
  public void rerankMillis(double millis) throws IOException, InterruptedException {
    change(MAPPER.createObjectNode().put("rerank_ms", millis));
  }

  /** What reading a thousand tokens of a prompt anew adds to the first token. */
  public void uncachedInputMillisPerThousand(double millis)
      throws IOException, InterruptedException {
    change(MAPPER.createObjectNode().put("uncached_input_ms_per_1k", millis));
  }

  private void change(ObjectNode change) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(settings)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(MAPPER.writeValueAsString(change))));
  }

  /** Calls that are open now. */
  public int open() throws IOException, InterruptedException {
    return get(stats).path("open").asInt();
  }

  /** Calls since the records were cleared. */
  public int calls() throws IOException, InterruptedException {
    return get(stats).path("calls").asInt();
  }

  /** The calls since the records were cleared that have ended, at most the last 1,000. */
  public List<Call> endedCalls() throws IOException, InterruptedException {
    List<Call> ended = new ArrayList<>();
    for (JsonNode call : get(stats).path("recent")) {
      if (call.hasNonNull("ended_at_ms")) {
        ended.add(
            new Call(
                call.path("model").asText(),
                call.path("first_token_at_ms").asLong(),
                call.path("ended_at_ms").asLong(),
                call.path("ended").asText()));
      }
    }
    return ended;
  }

  public void clearCalls() throws IOException, InterruptedException {
    send(HttpRequest.newBuilder(stats).DELETE());
  }

  private JsonNode get(URI uri) throws IOException, InterruptedException {
    return MAPPER.readTree(send(HttpRequest.newBuilder(uri).GET()));
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(response.uri() + " answered " + response.statusCode());
    }
    return response.body();
  }
}
