package dev.firstword.bench.relay;

import dev.firstword.bench.stage.Program;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Somebody who stands between the source and its listeners, or nobody.
 *
 * @param name what figures call it
 * @param path what is asked for
 * @param headers further lines of a request's head, each with its end
 * @param body the JSON of a question, with a place for its text
 * @param pid its process, or {@link #NO_PROCESS}
 */
record Contender(String name, URI address, String path, String headers, String body, long pid) {

  static final long NO_PROCESS = 0;

  /** Nobody in between. */
  static final String DIRECT = "direct";

  static final String NGINX = "nginx";
  static final String FIRSTWORD = "firstword";

  /** One that is asked as the model is. */
  static Contender model(String name, URI address, long pid) {
    return model(name, address, "", pid);
  }

  /** The same with headers that say where the model is. */
  static Contender model(String name, URI address, String headers, long pid) {
    String body =
        "{\"model\":\"any\",\"max_tokens\":4096,\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
    return new Contender(name, address, "/v1/messages", headers, body, pid);
  }

  /** One that is asked as our server is. */
  static Contender server(String name, URI address, long pid) {
    String body = "{\"message\":\"%s\",\"summary\":false}";
    return new Contender(name, address, "/api/chat/stream", "", body, pid);
  }

  /** One that is asked as the relays of other people are, in {@code bench/peers}. */
  static Contender peer(String name, URI address, long pid) {
    return new Contender(name, address, "/chat", "", "{\"message\":\"%s\"}", pid);
  }

  /** What was found of those that are neither of the two measures. */
  static <T> Map<String, T> servers(Map<String, T> all) {
    Map<String, T> servers = new LinkedHashMap<>(all);
    servers.keySet().removeAll(Set.of(DIRECT, NGINX));
    return servers;
  }

  /** What was found of one. */
  static <T> T of(Map<String, T> all, String name) {
    T one = all.get(name);
    if (one == null) {
      throw new IllegalStateException("there is no contender " + name);
    }
    return one;
  }

  int port() {
    return address.getPort();
  }

  /**
   * A whole request for so many events.
   *
   * @param number differs from question to question: the same question of the same person again is
   *     a double click to a server
   */
  String request(int events, long number) {
    String json = body.formatted(AnswerSource.QUESTION.formatted(events, number));
    return "POST "
        + path
        + " HTTP/1.1\r\nhost: 127.0.0.1:"
        + port()
        + "\r\n"
        + headers
        + "content-type: application/json\r\ncontent-length: "
        + json.length()
        + "\r\n\r\n"
        + json;
  }

  /** Processor time of its processes so far, in seconds. */
  double cpuSeconds() {
    return cpuSeconds(pid);
  }

  /** Processor time of a process and of the servers among its children; 0 for no process. */
  static double cpuSeconds(long pid) {
    return all(pid)
            .flatMap(process -> process.info().totalCpuDuration().stream())
            .mapToLong(Duration::toNanos)
            .sum()
        / 1e9;
  }

  /** Memory of its processes that is in use and not swapped out. */
  long residentBytes() throws IOException {
    long bytes = 0;
    for (ProcessHandle process : all(pid).toList()) {
      bytes += Program.residentBytes(process.pid());
    }
    return bytes;
  }

  private static Stream<ProcessHandle> all(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), workers(process)));
  }

  /** The benchmark's own children are contenders, which count by themselves. */
  private static Stream<ProcessHandle> workers(ProcessHandle process) {
    return process.equals(ProcessHandle.current()) ? Stream.empty() : process.children();
  }
}
