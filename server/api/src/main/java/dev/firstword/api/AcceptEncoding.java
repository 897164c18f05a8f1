package dev.firstword.api;

import dev.firstword.relay.server.ServerRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The content codings that a client accepts (RFC 9110, section 12.5.3). */
final class AcceptEncoding {

  private static final Pattern CODING =
      Pattern.compile(
          "\\s*(?<name>[^\\s;]+)\\s*(?:;\\s*[qQ]\\s*=\\s*(?<weight>[01](?:\\.\\d{0,3})?)\\s*)?");

  private final Map<String, Double> weights = new HashMap<>();

  private AcceptEncoding() {}

  static AcceptEncoding of(ServerRequest request) {
    AcceptEncoding accepted = new AcceptEncoding();
    for (Map.Entry<String, String> header : request.headers()) {
      if (header.getKey().equalsIgnoreCase("accept-encoding")) {
        accepted.add(header.getValue());
      }
    }
    return accepted;
  }

  static AcceptEncoding parse(String value) {
    AcceptEncoding accepted = new AcceptEncoding();
    accepted.add(value);
    return accepted;
  }

  /** What can't be understood is not accepted: every client understands the plain bytes. */
  private void add(String value) {
    for (String item : value.split(",", -1)) {
      Matcher coding = CODING.matcher(item);
      if (coding.matches()) {
        String weight = coding.group("weight");
        weights.putIfAbsent(
            coding.group("name").toLowerCase(Locale.ROOT),
            weight == null ? 1 : Math.min(1, Double.parseDouble(weight)));
      }
    }
  }

  /** Returns whether the client accepts gzip, and likes it no less than the plain bytes. */
  boolean prefersGzip() {
    double gzip = firstWeight("gzip", "x-gzip", "*");
    return gzip > 0 && gzip >= firstWeight("identity");
  }

  /** Returns the weight of the first of these that the client names; 0 if it names none. */
  private double firstWeight(String... names) {
    for (String name : names) {
      Double weight = weights.get(name);
      if (weight != null) {
        return weight;
      }
    }
    return 0;
  }
}
