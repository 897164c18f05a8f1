package dev.firstword.bench.crowd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the kernel holds for a server's readers: the bytes that it was given and could not deliver.
 *
 * @param bytes by the reader's port, of each connection that still stands
 */
record SendQueues(Map<Integer, Long> bytes) {

  private static final String ESTABLISHED = "01";

  /**
   * Looks at the connections from the server's port to those of the readers.
   *
   * @throws IOException where there is no {@code /proc}: then this can't be measured
   */
  static SendQueues of(int serverPort, List<StalledReader> readers) throws IOException {
    Set<Integer> ports = new HashSet<>();
    readers.forEach(reader -> ports.add(reader.port()));
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
    return new SendQueues(queues);
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
