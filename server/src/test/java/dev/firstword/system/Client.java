package dev.firstword.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a program does with the server: ask, follow, look, cancel. */
final class Client {

  private final URI server;
  private final String always;
  private final List<EventStream> streams = new CopyOnWriteArrayList<>();

  Client(URI server) {
    this(server, "");
  }

  /**
   * A client.
   *
   * @param always the headers of each of its requests, each ending with its line break
   */
  Client(URI server, String always) {
    this.server = server;
    this.always = always;
  }

  /** Asks and returns once the head of the answer is there. */
  EventStream ask(Ask ask) {
    byte[] body = ask.body().getBytes(StandardCharsets.UTF_8);
    try {
      Connection connection = connect();
      connection.request(
          "POST",
          "/api/chat/stream",
          "Content-Type: application/json\r\n" + always + ask.headers(),
          body);
      return opened(EventStream.read(connection));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks and waits for the end. */
  Transcript answer(Ask ask) {
    try (EventStream stream = ask(ask)) {
      return stream.awaitEnd();
    }
  }

  /** Asks and is refused, or answered by something other than a stream. */
  Reply refused(Ask ask) {
    return post("/api/chat/stream", ask);
  }

  /** Asks without waiting for an answer. */
  Reply submit(Ask ask) {
    return post("/api/jobs", ask);
  }

  Reply job(String jobId) {
    return get("/api/jobs/" + jobId);
  }

  Reply cancelJob(String jobId) {
    return send("POST", "/api/jobs/" + jobId + "/cancel");
  }

  private Reply post(String target, Ask ask) {
    return exchange(connection ->
        connection.request(
            "POST",
            target,
            "Content-Type: application/json\r\n" + always + ask.headers(),
            ask.body().getBytes(StandardCharsets.UTF_8)));
  }

  /** Sends JSON. */
  Reply post(String target, String json) {
    return post(target, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  Reply post(String target, String mediaType, byte[] body) {
    return exchange(connection ->
        connection.request("POST", target, "Content-Type: " + mediaType + "\r\n" + always, body));
  }

  EventStream follow(String turnId) {
    return follow(turnId, "", "");
  }

  EventStream followAfter(String turnId, long lastEventId) {
    return follow(turnId, "", "Last-Event-ID: " + lastEventId + "\r\n");
  }

  EventStream follow(String turnId, String query, String headers) {
    try {
      return opened(
          EventStream.open(
              server,
              "GET /api/turns/"
                  + turnId
                  + "/stream"
                  + query
                  + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
                  + always
                  + headers
                  + "\r\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A turn's log from its beginning to its end. */
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
            "Content-Type: application/json\r\n" + always,
            body.getBytes(StandardCharsets.UTF_8)));
  }

  Reply send(String method, String target) {
    return send(method, target, "");
  }

  Reply send(String method, String target, String headers) {
    return exchange(
        connection -> connection.request(method, target, always + headers, new byte[0]));
  }

  Connection connect() throws IOException {
    return Connection.open(server);
  }

  void cancelTurns() {
    streams.stream().map(EventStream::turnId).distinct().forEach(this::cancel);
  }

  void closeStreams() {
    streams.forEach(EventStream::close);
    streams.clear();
  }

  private EventStream opened(EventStream stream) {
    streams.add(stream);
    return stream;
  }

  private interface Sending {
    void sendOn(Connection connection) throws IOException;
  }

  private Reply exchange(Sending sending) {
    try (Connection connection = connect()) {
      sending.sendOn(connection);
      return connection.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
