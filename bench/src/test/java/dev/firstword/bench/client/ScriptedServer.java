package dev.firstword.bench.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers successive connections with scripted responses, and records the requests. */
final class ScriptedServer implements Closeable {

  private static final String STREAM =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Queue<String> answers = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  ScriptedServer() throws IOException {
    Thread.startVirtualThread(this::serve);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Adds a complete stream. */
  void addCompleteStream(String events) {
    answers.add(STREAM + chunk(events) + "0\r\n\r\n");
  }

  /** Adds a connection that breaks after these events; without events, before the response. */
  void addBrokenStream(String events) {
    answers.add(events.isEmpty() ? "" : STREAM + chunk(events));
  }

  void addRefusal(int status, String problem) {
    answers.add(
        "HTTP/1.1 %d No\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, problem.length(), problem));
  }

  /** Returns the requests so far, head and body. */
  List<String> requests() {
    return requests;
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n";
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        byte[] request = new byte[8192];
        requests.add(new String(request, 0, socket.getInputStream().read(request), UTF_8));
        String answer = answers.poll();
        socket.getOutputStream().write((answer == null ? "" : answer).getBytes(UTF_8));
      } catch (IOException _) {
        // The test has ended, or its client has disconnected.
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
