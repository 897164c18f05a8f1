package dev.firstword.bench.relay;

import dev.firstword.bench.harness.LauncherProcess;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A system under test between the provider and the load generator, or a direct connection.
 *
 * @param name its name in figures
 * @param path the request path
 * @param headers additional header lines, each with its line end
 * @param body the JSON of a question, with a placeholder for its text
 * @param pid its process, or {@link #NO_PROCESS}
 * @param repeatsText whether its stream ends with the whole text once more
 */
record SystemUnderTest(
    String name,
    URI address,
    String path,
    String headers,
    String body,
    long pid,
    boolean repeatsText) {

  static final long NO_PROCESS = 0;

  /** The direct connection, without a relay. */
  static final String DIRECT = "direct";

  static final String NGINX = "nginx";
  static final String FIRSTWORD = "firstword";

  private SystemUnderTest(
      String name, URI address, String path, String headers, String body, long pid) {
    this(name, address, path, headers, body, pid, false);
  }

  /** Creates a system that is called like the model provider. */
  static SystemUnderTest asProvider(String name, URI address, long pid) {
    return asProvider(name, address, "", pid);
  }

  /**
   * Creates a system that is called like the model provider, with headers that point to the model.
   */
  static SystemUnderTest asProvider(String name, URI address, String headers, long pid) {
    String body =
        "{\"model\":\"any\",\"max_tokens\":4096,\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
    return new SystemUnderTest(name, address, "/v1/messages", headers, body, pid);
  }

  /** Creates a system that is called like a Firstword server. */
  static SystemUnderTest asServer(String name, URI address, long pid) {
    String body = "{\"message\":\"%s\",\"summary\":false}";
    return new SystemUnderTest(name, address, "/api/chat/stream", "", body, pid);
  }

  /** Creates a system that is called as the Messages API of a Firstword server. */
  static SystemUnderTest asMessages(String name, URI address, long pid) {
    String body =
        "{\"model\":\"auto\",\"max_tokens\":4096,\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
    return new SystemUnderTest(name, address, "/v1/messages", "", body, pid);
  }

  /** Creates a system that is called as the chat completions API of a Firstword server. */
  static SystemUnderTest asChatCompletions(String name, URI address, long pid) {
    String body =
        "{\"model\":\"auto\",\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
    return new SystemUnderTest(name, address, "/v1/chat/completions", "", body, pid);
  }

  /** Creates a system that is called as the Responses API of a Firstword server. */
  static SystemUnderTest asResponses(String name, URI address, long pid) {
    String body = "{\"model\":\"auto\",\"stream\":true,\"input\":\"%s\"}";
    return new SystemUnderTest(name, address, "/v1/responses", "", body, pid, true);
  }

  /** Creates a system that is called like the third-party relays in {@code bench/peers}. */
  static SystemUnderTest asPeer(String name, URI address, long pid) {
    return new SystemUnderTest(name, address, "/chat", "", "{\"message\":\"%s\"}", pid);
  }

  /** Returns the results without the two baselines. */
  static <T> Map<String, T> withoutBaselines(Map<String, T> all) {
    Map<String, T> servers = new LinkedHashMap<>(all);
    servers.keySet().removeAll(Set.of(DIRECT, NGINX));
    return servers;
  }

  /** Returns the result of one system. */
  static <T> T get(Map<String, T> all, String name) {
    T one = all.get(name);
    if (one == null) {
      throw new IllegalStateException("unknown system: " + name);
    }
    return one;
  }

  int port() {
    return address.getPort();
  }

  /**
   * Returns a complete request for the given number of events.
   *
   * @param number differs from question to question, because a server deduplicates a repeated
   *     question of the same user
   */
  String request(int events, long number) {
    String json = body.formatted(SyntheticProvider.QUESTION.formatted(events, number));
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

  /** Returns the CPU time of its processes so far, in seconds. */
  double cpuSeconds() {
    return cpuSeconds(pid);
  }

  /** Returns the CPU time of a process and of the servers among its children; 0 for no process. */
  static double cpuSeconds(long pid) {
    return processTree(pid)
            .flatMap(process -> process.info().totalCpuDuration().stream())
            .mapToLong(Duration::toNanos)
            .sum()
        / 1e9;
  }

  /** Returns the resident memory of its processes. */
  long residentBytes() throws IOException {
    long bytes = 0;
    for (ProcessHandle process : processTree(pid).toList()) {
      bytes += LauncherProcess.residentBytes(process.pid());
    }
    return bytes;
  }

  private static Stream<ProcessHandle> processTree(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), workers(process)));
  }

  /** Excludes the children of the benchmark process, which are separate systems. */
  private static Stream<ProcessHandle> workers(ProcessHandle process) {
    return process.equals(ProcessHandle.current()) ? Stream.empty() : process.children();
  }
}
