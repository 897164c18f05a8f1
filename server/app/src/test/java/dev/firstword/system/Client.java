package dev.firstword.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An API client: sends messages, follows turns, reads state, cancels. */
final class Client {

  private final URI server;
  private final String headers;
  private final List<EventStream> streams = new CopyOnWriteArrayList<>();
  private boolean isProviderInvented;

  Client(URI server) {
    this(server, "");
  }

  /**
   * Creates a client.
   *
   * @param headers headers sent with every request, each ending with a line break
   */
  Client(URI server, String headers) {
    this.server = server;
    this.headers = headers;
  }

  /** Returns a client of the same server with a key or token. */
  Client withKey(String credential) {
    return new Client(server, "Authorization: Bearer " + credential + "\r\n");
  }

  /**
   * Returns a client of a server whose provider is invented: answers that pass through may be
   * anything.
   */
  static Client ofInventedProvider(URI server, String headers) {
    Client client = new Client(server, headers);
    client.isProviderInvented = true;
    return client;
  }

  /** Sends a message and returns once the response head has arrived. */
  EventStream ask(ChatCall call) {
    byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
    try {
      RawConnection connection = connect();
      connection.request(
          "POST",
          "/api/chat/stream",
          "Content-Type: application/json\r\n" + headers + call.headers(),
          body);
      return track(EventStream.read(connection));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a message and waits for the end of the answer. */
  Transcript answer(ChatCall call) {
    try (EventStream stream = ask(call)) {
      return stream.awaitEnd();
    }
  }

  /** Sends a message that is expected to be rejected, or answered without a stream. */
  Reply refused(ChatCall call) {
    return post("/api/chat/stream", call);
  }

  /** Submits a job. */
  Reply submit(ChatCall call) {
    return post("/api/jobs", call);
  }

  Reply job(String jobId) {
    return get("/api/jobs/" + jobId);
  }

  Reply cancelJob(String jobId) {
    return send("POST", "/api/jobs/" + jobId + "/cancel");
  }

  private Reply post(String target, ChatCall call) {
    return exchange(connection ->
        connection.request(
            "POST",
            target,
            "Content-Type: application/json\r\n" + headers + call.headers(),
            call.body().getBytes(StandardCharsets.UTF_8)));
  }

  /** Posts JSON. */
  Reply post(String target, String json) {
    return post(target, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  Reply post(String target, String mediaType, byte[] body) {
    return exchange(connection ->
        connection.request("POST", target, "Content-Type: " + mediaType + "\r\n" + headers, body));
  }

  EventStream follow(String turnId) {
    return follow(turnId, "", "");
  }

  EventStream followAfter(String turnId, long lastEventId) {
    return follow(turnId, "", "Last-Event-ID: " + lastEventId + "\r\n");
  }

  EventStream follow(String turnId, String query, String extraHeaders) {
    try {
      return track(
          EventStream.open(
              server,
              "GET /api/turns/"
                  + turnId
                  + "/stream"
                  + query
                  + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
                  + headers
                  + extraHeaders
                  + "\r\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a turn's log from its beginning to its end. */
  Transcript transcript(String turnId) {
    try (EventStream stream = follow(turnId)) {
      return stream.awaitEnd();
    }
  }

  Reply turn(String turnId) {
    return get("/api/turns/" + turnId);
  }

  Reply cancel(String turnId) {
    return send("POST", "/api/turns/" + turnId + "/cancel");
  }

  Reply get(String target) {
    return send("GET", target);
  }

  Reply json(String method, String target, String body) {
    return exchange(connection ->
        connection.request(
            method,
            target,
            "Content-Type: application/json\r\n" + headers,
            body.getBytes(StandardCharsets.UTF_8)));
  }

  Reply send(String method, String target) {
    return send(method, target, "");
  }

  Reply send(String method, String target, String extraHeaders) {
    return exchange(
        connection -> connection.request(method, target, headers + extraHeaders, new byte[0]));
  }

  RawConnection connect() throws IOException {
    RawConnection connection = RawConnection.open(server);
    return isProviderInvented ? connection.expectInventedBodies() : connection;
  }

  void cancelTurns() {
    streams.stream().map(EventStream::turnId).distinct().forEach(this::cancel);
  }

  void closeStreams() {
    streams.forEach(EventStream::close);
    streams.clear();
  }

  private EventStream track(EventStream stream) {
    streams.add(stream);
    return stream;
  }

  private interface RequestWriter {
    void sendOn(RawConnection connection) throws IOException;
  }

  private Reply exchange(RequestWriter sending) {
    try (RawConnection connection = connect()) {
      sending.sendOn(connection);
      return connection.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
