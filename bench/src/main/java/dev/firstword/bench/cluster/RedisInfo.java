package dev.firstword.bench.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * What a Redis has done since it started.
 *
 * @param cpuSeconds its CPU time
 * @param commands the number of commands
 */
record RedisInfo(double cpuSeconds, long commands) {

  /** Asks a Redis. Blocks. */
  static RedisInfo of(URI redis) throws IOException {
    try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write("INFO all\r\n".getBytes(StandardCharsets.US_ASCII));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      int left = Integer.parseInt(lines.readLine().substring(1));
      double cpu = 0;
      long commands = 0;
      while (left > 0) {
        String line = lines.readLine();
        left -= line.getBytes(StandardCharsets.UTF_8).length + 2;
        String value = line.substring(line.indexOf(':') + 1);
        if (line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:")) {
          cpu += Double.parseDouble(value);
        } else if (line.startsWith("total_commands_processed:")) {
          commands = Long.parseLong(value);
        }
      }
      return new RedisInfo(cpu, commands);
    }
  }
}
