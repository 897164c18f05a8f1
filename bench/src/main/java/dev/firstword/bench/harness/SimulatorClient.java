package dev.firstword.bench.harness;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client of the simulator's admin endpoints. */
public final class SimulatorClient {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;
  private final URI settings;
  private final URI stats;

  SimulatorClient(URI address) {
    this.address = address;
    settings = address.resolve("/simulator/settings");
    stats = address.resolve("/simulator/stats");
  }

  /**
   * The latency and the answer length of a model.
   *
   * @param ttftP50Ms the median time to first token; times are log-normal
   * @param ttftP99Ms the 99th percentile of the time to first token
   */
  public record Pace(int ttftP50Ms, int ttftP99Ms, int tokensPerSecond, int outputTokens) {}

  /**
   * A call recorded by the simulator.
   *
   * @param firstTokenAtMs when its first token was sent, in whole milliseconds since the epoch; 0
   *     if none was sent
   * @param endedAtMs when it ended, in whole milliseconds since the epoch
   * @param outcome how it ended, such as {@code closed_by_client}
   */
  public record ProviderCall(String model, long firstTokenAtMs, long endedAtMs, String outcome) {}

  /**
   * A fault to inject into a share of the calls.
   *
   * @param rate the share of calls affected
   * @param afterTokens the number of tokens after which it occurs; absent to occur before anything
   *     is sent
   * @param retryAfterSeconds the time that a rate limit asks to wait; absent to ask for none
   */
  public record Fault(
      String kind,
      double rate,
      @Nullable Integer afterTokens,
      String model,
      @Nullable Integer retryAfterSeconds) {

    /** Creates a fault that affects every model. */
    public Fault(String kind, double rate, @Nullable Integer afterTokens) {
      this(kind, rate, afterTokens, "*");
    }

    /** Creates a fault that does not ask to wait. */
    public Fault(String kind, double rate, @Nullable Integer afterTokens, String model) {
      this(kind, rate, afterTokens, model, null);
    }

    /** Creates a rate limit of all models. Without a time to wait, it would be a spending cap. */
    public static Fault rateLimit(double rate, int retryAfterSeconds) {
      return new Fault("rate_limit", rate, null, "*", retryAfterSeconds);
    }
  }

  /** Sets the pace of all models. */
  public void setPace(Pace pace) throws IOException, InterruptedException {
    changeModels(model -> write(pace, model));
  }

  /** Sets the pace of all models, with answers as long as the question asks. */
  public void setPaceWithRequestedLength(Pace pace) throws IOException, InterruptedException {
    changeModels(model -> {
      write(pace, model);
      model.putNull("output_tokens");
    });
  }

  /** Sets the pace of one model. */
  public void setPace(String model, Pace pace) throws IOException, InterruptedException {
    ObjectNode change = MAPPER.createObjectNode();
    write(pace, change.putObject("models").putObject(model));
    change(change);
  }

  private static void write(Pace pace, ObjectNode speed) {
    speed.putObject("ttft_ms").put("p50", pace.ttftP50Ms()).put("p99", pace.ttftP99Ms());
    speed.put("tokens_per_second", pace.tokensPerSecond());
    speed.put("output_tokens", pace.outputTokens());
  }

  /** Restores the defaults of all settings. */
  public void resetSettings() throws IOException, InterruptedException {
    send(HttpRequest.newBuilder(settings).DELETE());
  }

  /** Makes all models think for this long before they answer, without showing anything of it. */
  public void setThinking(Duration duration) throws IOException, InterruptedException {
    changeModels(model -> {
      ObjectNode thinking = model.putObject("thinking").put("display", "omitted");
      thinking.putObject("ms").put("p50", duration.toMillis()).put("p99", duration.toMillis() + 1);
    });
  }

  /** Makes all models call a tool before they answer. */
  public void setToolCall(String tool) throws IOException, InterruptedException {
    changeModels(model -> model.putObject("agent").putArray("steps").addArray().add(tool));
  }

  private void changeModels(Consumer<ObjectNode> change) throws IOException, InterruptedException {
    ObjectNode root = MAPPER.createObjectNode();
    ObjectNode models = root.putObject("models");
    for (Map.Entry<String, JsonNode> model : get(settings).path("models").properties()) {
      change.accept(models.putObject(model.getKey()));
    }
    change(root);
  }

  /** Replaces the injected faults. The first fault that hits a call is used. */
  public void setFaults(List<Fault> faults) throws IOException, InterruptedException {
    ObjectNode change = MAPPER.createObjectNode();
    ArrayNode all = change.putArray("faults");
    for (Fault fault : faults) {
      ObjectNode entry = all.addObject().put("kind", fault.kind).put("rate", fault.rate);
      entry.put("model", fault.model);
      if (fault.afterTokens != null) {
        entry.put("after_tokens", fault.afterTokens);
      }
      if (fault.retryAfterSeconds != null) {
        entry.put("retry_after_s", fault.retryAfterSeconds);
      }
    }
    change(change);
  }

  /** Sets the seed of its random draws. */
  public void setSeed(long seed) throws IOException, InterruptedException {
    change(MAPPER.createObjectNode().put("seed", seed));
  }

  /** Returns its base address. */
  public URI address() {
    return address;
  }

  /** Sets the latency of embedding calls. */
  public void setEmbeddingMillis(double millis) throws IOException, InterruptedException {
    change(MAPPER.createObjectNode().put("embedding_ms", millis));
  }

  /**
   * Makes the retrieval models fast. Latency injection pads a phase to a fixed duration, which
   * includes the time that its model takes.
   */
  public void setMinRetrievalLatency() throws IOException, InterruptedException {
    setEmbeddingMillis(1);
    setRerankMillis(1);
  }

  /** Sets the latency of rerank calls. */
  public void setRerankMillis(double millis) throws IOException, InterruptedException {
    change(MAPPER.createObjectNode().put("rerank_ms", millis));
  }

  /**
   * Sets the milliseconds that a thousand uncached prompt tokens add to the time to first token.
   */
  public void setUncachedInputMillisPerThousand(double millis)
      throws IOException, InterruptedException {
    change(MAPPER.createObjectNode().put("uncached_input_ms_per_1k", millis));
  }

  private void change(ObjectNode change) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(settings)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(MAPPER.writeValueAsString(change))));
  }

  /** Returns the number of open calls. */
  public int openCallCount() throws IOException, InterruptedException {
    return get(stats).path("open").asInt();
  }

  /** Returns the number of calls since the records were cleared. */
  public int callCount() throws IOException, InterruptedException {
    return get(stats).path("calls").asInt();
  }

  /** Returns the ended calls since the records were cleared, at most the last 1,000. */
  public List<ProviderCall> endedCalls() throws IOException, InterruptedException {
    List<ProviderCall> ended = new ArrayList<>();
    for (JsonNode call : get(stats).path("recent")) {
      if (call.hasNonNull("ended_at_ms")) {
        ended.add(
            new ProviderCall(
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
