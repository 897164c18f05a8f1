package dev.firstword.bench.subscribers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bytes in the kernel's send queues of a server's connections: accepted from the server and not
 * yet acknowledged by the reader.
 *
 * @param bytes the queue sizes of established connections, by the reader's port
 */
record KernelSendQueues(Map<Integer, Long> bytes) {

  private static final String ESTABLISHED = "01";

  /**
   * Reads the queues of the connections from the server's port to the readers' ports.
   *
   * @throws IOException if there is no {@code /proc}, without which this cannot be measured
   */
  static KernelSendQueues of(int serverPort, List<StalledSubscriber> readers) throws IOException {
    Set<Integer> ports = new HashSet<>();
    readers.forEach(reader -> ports.add(reader.localPort()));
    Map<Integer, Long> queues = new HashMap<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      Files.readAllLines(Path.of(table)).stream()
          .skip(1)
          .map(line -> line.strip().split("\\s+"))
          .filter(columns ->
              columns[3].equals(ESTABLISHED)
                  && port(columns[1]) == serverPort
                  && ports.contains(port(columns[2])))
          .forEach(columns ->
              queues.put(
                  port(columns[2]),
                  Long.parseLong(columns[4].substring(0, columns[4].indexOf(':')), 16)));
    }
    return new KernelSendQueues(queues);
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
  }

  int connections() {
    return bytes.size();
  }

  long largest() {
    return bytes.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
