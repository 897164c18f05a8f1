package dev.firstword.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client of a Firstword server. Immutable, and safe for use by many threads. Nothing is sent
 * until a method is called.
 *
 * <p>Every method throws a {@link FirstwordException} if the server refuses the request or cannot
 * be reached. Requests that may safely be sent twice are retried by the {@link RetryPolicy}.
 */
public final class FirstwordClient {

  private static final Duration FIRST_POLL_INTERVAL = Duration.ofMillis(50);
  private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(2);

  private final ClientSettings settings;
  private final Transport transport;

  FirstwordClient(ClientSettings settings) {
    this.settings = settings;
    this.transport = new Transport(settings);
  }

  /** Begins a client for the server at a URL, such as {@code http://127.0.0.1:8080}. */
  public static Builder builder(URI url) {
    return new Builder(url);
  }

  /**
   * Returns a client that acts for a user. It needs a key with the role {@code service}, and shares
   * the connections of this one.
   */
  public FirstwordClient withUser(String user) {
    return new FirstwordClient(settings.withUser(user));
  }

  /** Returns a client with another policy, which shares the connections of this one. */
  public FirstwordClient withRetry(RetryPolicy policy) {
    return new FirstwordClient(settings.withRetry(policy));
  }

  /** Asks, and waits for the complete answer. */
  public Answer ask(String message) {
    return ask(TurnRequest.of(message));
  }

  /**
   * Asks, and waits for the complete answer.
   *
   * @throws FirstwordException also if the turn fails or is cancelled
   */
  public Answer ask(TurnRequest request) {
    try (TurnEvents events = start(request)) {
      return events.readAnswer();
    }
  }

  /** Starts a turn, and returns its events as they arrive. Does not wait for the response. */
  public TurnEvents start(TurnRequest request) {
    return start(request, TurnOptions.DEFAULTS);
  }

  /** Starts a turn, and returns its events as they arrive. Does not wait for the response. */
  public TurnEvents start(TurnRequest request, TurnOptions options) {
    return new TurnEvents(startOf(request, options), settings, options).open();
  }

  /** Follows a turn, running or ended, from its start. */
  public TurnEvents follow(String turnId) {
    return follow(turnId, TurnOptions.DEFAULTS);
  }

  /** Follows a turn, running or ended, from the event after {@link TurnOptions#after}. */
  public TurnEvents follow(String turnId, TurnOptions options) {
    return new TurnEvents(TurnSource.follow(transport, turnId), settings, options).open();
  }

  /**
   * Returns a publisher that starts a turn when it is subscribed to. Later subscribers follow the
   * same turn from its start. The server is read as fast as events are requested. Cancel the
   * subscription to close the connection. A subscriber must not block.
   */
  public Flow.Publisher<TurnEvent> startPublisher(TurnRequest request, TurnOptions options) {
    return publisher(startOf(request, options), options);
  }

  /** Returns a publisher that follows a turn, like {@link #startPublisher}. */
  public Flow.Publisher<TurnEvent> followPublisher(String turnId, TurnOptions options) {
    return publisher(TurnSource.follow(transport, turnId), options);
  }

  private Flow.Publisher<TurnEvent> publisher(TurnSource source, TurnOptions options) {
    return subscriber -> new TurnSubscription(source, settings, options, subscriber).start();
  }

  private TurnSource startOf(TurnRequest request, TurnOptions options) {
    String key = options.idempotencyKey();
    return TurnSource.start(transport, request, key == null ? newKey() : key);
  }

  /** Returns the current state of a turn. */
  public Turn turn(String turnId) {
    return transport.send(() -> transport.request(turnPath(turnId)), Turn.class);
  }

  /** Stops a turn, for every reader. Stopping one that has ended has no effect. */
  public void cancel(String turnId) {
    transport.send(() -> transport.post(turnPath(turnId) + "/cancel"));
  }

  /** Closes the thought in progress, so that the answer starts. Without one, it has no effect. */
  public void answerNow(String turnId) {
    transport.send(() -> transport.post(turnPath(turnId) + "/answer_now"));
  }

  /** Sends results of tool calls. Of several results for a call, the server takes the first. */
  public ToolResult.Receipt sendToolResults(String turnId, List<ToolResult> results) {
    List<Map<String, Object>> list =
        results.stream()
            .map(result ->
                Map.<String, Object>of(
                    "id", result.id(), "content", result.content(), "is_error", result.isError()))
            .toList();
    return transport.send(
        () -> transport.post(turnPath(turnId) + "/tool_results", Map.of("results", list)),
        ToolResult.Receipt.class);
  }

  /**
   * Lets the server prepare for a message that is being written. It starts no turn, and callers may
   * ignore its failure.
   *
   * @param conversationId null for a new conversation
   * @param profile null for {@code chat}
   * @param draft the text so far, or null
   */
  public void prepare(
      @Nullable String conversationId, @Nullable String profile, @Nullable String draft) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("conversation_id", conversationId);
    fields.put("profile", profile);
    fields.put("draft", draft);
    fields.values().removeIf(value -> value == null);
    transport.sendOnce(transport.post("/api/prepare", fields));
  }

  /** Starts a job with a new idempotency key, so that a retry does not start a second one. */
  public Job startJob(TurnRequest request) {
    return startJob(request, newKey());
  }

  /** Starts a job, or returns the one that was started with the same key and request. */
  public Job startJob(TurnRequest request, String idempotencyKey) {
    return transport.send(
        () ->
            transport.post("/api/jobs", request.fields()).header("Idempotency-Key", idempotencyKey),
        Job.class);
  }

  /** Returns the current state of a job. */
  public Job job(String jobId) {
    return transport.send(() -> transport.request(jobPath(jobId)), Job.class);
  }

  /** Waits until a job has ended, in whatever state. */
  public Job awaitJob(String jobId, Duration deadline) {
    return await(() -> job(jobId), Job::isEnded, deadline);
  }

  /** Stops a job. Stopping one that has ended has no effect. */
  public void cancelJob(String jobId) {
    transport.send(() -> transport.post(jobPath(jobId) + "/cancel"));
  }

  /**
   * Uploads a document. Returns once it is processed, or after ten seconds: see {@link
   * #awaitDocument}. The same document is stored once.
   */
  public Document uploadDocument(DocumentUpload upload) {
    String query = Transport.query("title", upload.title(), "source", upload.source());
    return transport.send(
        () ->
            transport
                .request("/api/documents" + query)
                .header("Content-Type", upload.mediaType())
                .POST(upload.body()),
        Document.class);
  }

  /** Returns the current state of a document. */
  public Document document(String id) {
    return transport.send(() -> transport.request(documentPath(id)), Document.class);
  }

  /** Waits until a document is ready or has failed. */
  public Document awaitDocument(String id, Duration deadline) {
    return await(() -> document(id), Document::isProcessed, deadline);
  }

  /**
   * Lists documents, newest first.
   *
   * @param before {@code nextBefore} of the page before, or null for the first page
   * @param limit from 1 to 200
   */
  public Document.Page documents(@Nullable String before, int limit) {
    String query = Transport.query("before", before, "limit", Integer.toString(limit));
    return transport.send(() -> transport.request("/api/documents" + query), Document.Page.class);
  }

  /** Deletes a document. From then on, no search finds it. */
  public void deleteDocument(String id) {
    transport.send(() -> transport.request(documentPath(id)).DELETE());
  }

  /**
   * Returns a token with which a user's page calls the server itself. Needs a key with the role
   * {@code service}, and a server with the setting {@code auth.tokens}.
   */
  public UserToken issueToken(UserTokenRequest request) {
    return transport.send(() -> transport.post("/api/tokens", request.fields()), UserToken.class);
  }

  /**
   * Returns whether the server accepts new turns. Asks once, and needs no key.
   *
   * @throws FirstwordException if the server cannot be reached
   */
  public boolean isReady() {
    try {
      return transport.sendOnce(transport.request("/readyz")).statusCode() == 200;
    } catch (FirstwordException e) {
      if (e.status() == 503) {
        return false;
      }
      throw e;
    }
  }

  /** Polls, at most every {@link #MAX_POLL_INTERVAL}. */
  private static <T> T await(Supplier<T> poll, Function<T, Boolean> isOver, Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    Duration interval = FIRST_POLL_INTERVAL;
    while (true) {
      T state = poll.get();
      if (isOver.apply(state)) {
        return state;
      }
      if (System.nanoTime() + interval.toNanos() > end) {
        throw FirstwordException.deadlineExceeded(deadline);
      }
      Transport.pause(interval);
      Duration doubled = interval.multipliedBy(2);
      interval = doubled.compareTo(MAX_POLL_INTERVAL) > 0 ? MAX_POLL_INTERVAL : doubled;
    }
  }

  private static String newKey() {
    return UUID.randomUUID().toString();
  }

  private static String turnPath(String id) {
    return "/api/turns/" + Transport.encode(id);
  }

  private static String jobPath(String id) {
    return "/api/jobs/" + Transport.encode(id);
  }

  private static String documentPath(String id) {
    return "/api/documents/" + Transport.encode(id);
  }

  /** Collects the settings of a client. */
  public static final class Builder {

    private final URI url;
    private @Nullable HttpClient http;
    private @Nullable Supplier<String> token;
    private @Nullable String user;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration responseTimeout = Duration.ofSeconds(15);
    private Duration idleTimeout = Duration.ofSeconds(35);
    private Duration requestTimeout = Duration.ofSeconds(60);
    private RetryPolicy retry = RetryPolicy.DEFAULTS;

    private Builder(URI url) {
      if (url.getHost() == null) {
        throw new IllegalArgumentException(
            "The URL must be like http://127.0.0.1:8080, and is " + url);
      }
      this.url = url;
    }

    /** An API key. */
    public Builder key(String key) {
      return token(() -> key);
    }

    /** Asked for an API key or a token before each request, so that it may change. */
    public Builder token(Supplier<String> supplier) {
      this.token = supplier;
      return this;
    }

    /** The user that all requests are for. Needs a key with the role {@code service}. */
    public Builder user(String name) {
      this.user = name;
      return this;
    }

    /** Sends with this HTTP client, whose TLS settings, proxy and executor apply. */
    public Builder httpClient(HttpClient client) {
      this.http = client;
      return this;
    }

    /** How long connecting may take; 10 s. Without effect if there is an HTTP client. */
    public Builder connectTimeout(Duration timeout) {
      this.connectTimeout = timeout;
      return this;
    }

    /** How long a stream may take to its headers; 15 s. The server sends them before slow work. */
    public Builder responseTimeout(Duration timeout) {
      this.responseTimeout = timeout;
      return this;
    }

    /** How long a stream may be silent; 35 s. The server sends a comment every 15 s. */
    public Builder idleTimeout(Duration timeout) {
      this.idleTimeout = timeout;
      return this;
    }

    /** How long each attempt of any other request may take, uploads included; 60 s. */
    public Builder requestTimeout(Duration timeout) {
      this.requestTimeout = timeout;
      return this;
    }

    public Builder retry(RetryPolicy policy) {
      this.retry = policy;
      return this;
    }

    public FirstwordClient build() {
      String base = url.toString();
      while (base.endsWith("/")) {
        base = base.substring(0, base.length() - 1);
      }
      return new FirstwordClient(
          new ClientSettings(
              base,
              http == null ? newHttpClient() : http,
              token,
              user,
              responseTimeout,
              idleTimeout,
              requestTimeout,
              retry));
    }

    private HttpClient newHttpClient() {
      // Without TLS, an upgrade to HTTP/2 would be offered with each request, and refused.
      boolean tls = "https".equals(url.getScheme());
      return HttpClient.newBuilder()
          .version(tls ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
          .connectTimeout(connectTimeout)
          .build();
    }
  }
}
