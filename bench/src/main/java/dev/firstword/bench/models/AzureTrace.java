package dev.firstword.bench.models;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** An hour of requests to a production chat service, published by Azure. */
public final class AzureTrace {

  private static final String FILE = "/azure/AzureLLMInferenceTrace_conv.csv.gz";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSS");

  private AzureTrace() {}

  /**
   * One request.
   *
   * @param offset the time since the first request
   */
  public record Request(Duration offset, long promptTokens, long answerTokens) {}

  /** Returns all requests in order of arrival. */
  public static List<Request> read() throws IOException {
    try (InputStream packed = Objects.requireNonNull(AzureTrace.class.getResourceAsStream(FILE));
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.US_ASCII))) {
      List<Request> requests = new ArrayList<>();
      LocalDateTime first = null;
      lines.readLine(); // column names
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] columns = line.strip().split(",", -1);
        LocalDateTime time = LocalDateTime.parse(columns[0], TIME);
        first = first == null ? time : first;
        requests.add(
            new Request(
                Duration.between(first, time),
                Long.parseLong(columns[1]),
                Long.parseLong(columns[2])));
      }
      return requests;
    }
  }
}
