package dev.firstword.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A fast simulator with a manual clock, and an HTTP client to call it. */
final class SimulatedProvider implements AutoCloseable {
  static final String MODEL = "claude-sonnet-4-6";
  static final String SMALL_MODEL = "claude-haiku-4-5-20251001";
  static final String GPT = "gpt-4o";

  /** Answers within a few milliseconds, to keep tests fast. */
  static final SimulatorSettings FAST_SETTINGS =
      SimulatorSettings.defaults()
          .merge(
              json(
                  """
                  {"models": {
                     "claude-sonnet-4-6": {"ttft_ms": {"p50": 2, "p99": 4}, "tokens_per_second": 50000},
                     "claude-haiku-4-5-20251001": {"ttft_ms": {"p50": 1, "p99": 2}, "tokens_per_second": 50000},
                     "gpt-4o": {"ttft_ms": {"p50": 2, "p99": 4}, "tokens_per_second": 50000}},
                   "uncached_input_ms_per_1k": 0, "embedding_ms": 2, "rerank_ms": 2}
                  """));

  final ManualClock clock = new ManualClock();
  final Simulator simulator = Simulator.start(FAST_SETTINGS, "127.0.0.1", 0, clock);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  URI uri() {
    return simulator.uri();
  }

  /** Sends a Messages API request with the usual headers. */
  HttpResponse<String> messages(String body) throws IOException, InterruptedException {
    return client.send(messagesRequest(body).build(), BodyHandlers.ofString());
  }

  HttpResponse<InputStream> openMessages(String body) throws IOException, InterruptedException {
    return client.send(messagesRequest(body).build(), BodyHandlers.ofInputStream());
  }

  HttpRequest.Builder messagesRequest(String body) {
    return post("/v1/messages", body)
        .header("x-api-key", "any")
        .header("anthropic-version", "2023-06-01");
  }

  /** Sends a request to an OpenAI endpoint with a key. */
  HttpResponse<String> openAi(String path, String body) throws IOException, InterruptedException {
    return send(post(path, body).header("authorization", "Bearer any"));
  }

  /** Opens a stream of an OpenAI endpoint with a key. */
  HttpResponse<InputStream> openAiStream(String path, String body)
      throws IOException, InterruptedException {
    return open(post(path, body).header("authorization", "Bearer any"));
  }

  HttpResponse<InputStream> open(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofInputStream());
  }

  HttpRequest.Builder post(String path, String body) {
    return request(path)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri().resolve(path)).timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /**
   * Returns the body of a Messages API request. Single quotes in the members stand for double
   * quotes.
   */
  static String messageBody(String members) {
    return ("{'model':'" + MODEL + "','max_tokens':500," + members + "}").replace('\'', '"');
  }

  static String helloBody(boolean stream) {
    return messageBody("'stream':" + stream + ",'messages':[{'role':'user','content':'Hello'}]");
  }

  @Override
  public void close() {
    client.close();
    simulator.close();
  }
}
