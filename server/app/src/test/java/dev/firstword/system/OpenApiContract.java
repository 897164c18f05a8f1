package dev.firstword.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.api.OpenApiDocument;
import dev.firstword.relay.blocking.ResponseHead;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the server answers with the OpenAPI document: the route, the method, the status,
 * the headers, the media type and the body. {@link RawConnection} does so with every response that
 * it reads, so that each system test also tests the document.
 */
final class OpenApiContract {

  /**
   * The statuses with which any request may be refused, as the introduction of the document says.
   */
  private static final Set<Integer> REFUSALS = Set.of(400, 403, 408, 414, 421, 431);

  /** The statuses of requests that are of no operation. */
  private static final Set<Integer> UNKNOWN_ROUTE = Set.of(404, 405);

  private static final String PROBLEM = "application/problem+json";
  private static final OpenApiContract INSTANCE = new OpenApiContract();

  /** What did not conform in a thread whose failure no test may see. */
  private static final ConcurrentLinkedQueue<AssertionError> VIOLATIONS =
      new ConcurrentLinkedQueue<>();

  private final JsonNode document =
      Reply.json(new String(OpenApiDocument.bytes(), StandardCharsets.UTF_8));

  private final List<Operation> operations = new ArrayList<>();

  private OpenApiContract() {
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method ->
                    operations.add(
                        new Operation(
                            method.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            List.of(path.getKey().split("/", -1)),
                            method.getValue()))));
    // A name in a path goes before a variable, as in the table of routes.
    operations.sort(Comparator.comparing(operation -> operation.path.replace('{', '~')));
  }

  /** An operation of the document. */
  private record Operation(String method, String path, List<String> segments, JsonNode node) {

    boolean matches(String requestMethod, List<String> requested) {
      if (!method.equals(requestMethod) || requested.size() != segments.size()) {
        return false;
      }
      for (int i = 0; i < segments.size(); i++) {
        String segment = segments.get(i);
        if (!segment.startsWith("{") && !segment.equals(requested.get(i))) {
          return false;
        }
      }
      return true;
    }

    /** Returns the operation as the table of routes has it. */
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static OpenApiContract instance() {
    return INSTANCE;
  }

  JsonNode document() {
    return document;
  }

  /** Returns the method and path of each operation. */
  List<String> operations() {
    return operations.stream().map(Operation::toString).toList();
  }

  /** Remembers a violation until the end of the test. */
  static void report(AssertionError violation) {
    VIOLATIONS.add(violation);
  }

  /** Fails a test whose streams had something that the document does not describe. */
  static void requireNoViolation() {
    AssertionError violation = VIOLATIONS.poll();
    VIOLATIONS.clear();
    if (violation != null) {
      throw violation;
    }
  }

  /**
   * Checks the head of a response.
   *
   * @return checks its body
   */
  BodyCheck check(String method, String target, ResponseHead head) {
    String path = target.split("\\?", 2)[0];
    List<String> segments = List.of(path.split("/", -1));
    Optional<Operation> found =
        operations.stream().filter(operation -> operation.matches(method, segments)).findFirst();
    String mediaType = mediaType(head);
    String what = method + " " + abbreviate(path) + ", answered with " + head.status();
    if (found.isEmpty()) {
      return checkOther(method, path, head, mediaType, what);
    }
    String operation = what + " (" + found.get() + ")";
    JsonNode response = response(found.get().node.path("responses"), head.status());
    boolean isRefusal = REFUSALS.contains(head.status()) && mediaType.equals(PROBLEM);
    JsonNode content = response.path("content");
    if (isRefusal && !content.has(PROBLEM)) {
      return new BodyCheck(operation, mediaType, problemSchema());
    }
    require(!response.isMissingNode(), operation + ": the document has no such status");
    requireHeaders(response, head, operation);
    if (content.isMissingNode()) {
      require(mediaType.isEmpty(), operation + ": the document has no content, not " + mediaType);
      return new BodyCheck(operation, mediaType, null);
    }
    JsonNode schema = content.path(mediaType).path("schema");
    require(
        !schema.isMissingNode(),
        operation + ": the document has no media type \"" + mediaType + "\"");
    return new BodyCheck(operation, mediaType, schema);
  }

  /** Checks the response to a request of no operation: a refusal, a preflight or a page. */
  private BodyCheck checkOther(
      String method, String path, ResponseHead head, String mediaType, String what) {
    if (mediaType.equals(PROBLEM)) {
      require(
          REFUSALS.contains(head.status()) || UNKNOWN_ROUTE.contains(head.status()),
          what + ": no operation, and no usual refusal");
      return new BodyCheck(what, mediaType, problemSchema());
    }
    boolean isPreflight = method.equals("OPTIONS") && head.status() == 204;
    boolean isPage =
        (method.equals("GET") || method.equals("HEAD"))
            && head.status() == 200
            && !path.startsWith("/api/")
            && !path.startsWith("/v1/");
    require(isPreflight || isPage, what + ": the document has no such operation");
    return new BodyCheck(what, mediaType, null);
  }

  private JsonNode problemSchema() {
    return document.path("components").path("schemas").path("Problem");
  }

  private JsonNode response(JsonNode responses, int status) {
    JsonNode exact = responses.path(String.valueOf(status));
    return OpenApiSchema.resolve(
        document, exact.isMissingNode() ? responses.path(status / 100 + "XX") : exact);
  }

  private static void requireHeaders(JsonNode response, ResponseHead head, String what) {
    response
        .path("headers")
        .fieldNames()
        .forEachRemaining(
            name -> require(head.header(name).isPresent(), what + ": there is no header " + name));
  }

  private static String mediaType(ResponseHead head) {
    return head.header("content-type")
        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .orElse("");
  }

  private static String abbreviate(String path) {
    return path.length() <= 200 ? path : path.substring(0, 200) + "…";
  }

  private static void require(boolean isMet, String otherwise) {
    if (!isMet) {
      throw new AssertionError(otherwise);
    }
  }

  /**
   * Checks the body of a response.
   *
   * @param schema that of the body, or of each event of a stream; null if there is none
   */
  record BodyCheck(String what, String mediaType, @Nullable JsonNode schema) {

    /** Checks nothing: for responses to what is no request. */
    static final BodyCheck NONE = new BodyCheck("", "", null);

    /** Returns the body, which is checked while it is read. */
    InputStream wrap(InputStream body) {
      return switch (mediaType) {
        case "application/json", PROBLEM, "text/event-stream" -> new CheckedBody(body, this);
        default -> body;
      };
    }

    boolean isStream() {
      return mediaType.equals("text/event-stream");
    }

    /** Checks a whole body, or the data of an event. */
    void check(String json) {
      if (schema != null) {
        List<String> faults = OpenApiSchema.faults(INSTANCE.document, schema, Reply.json(json));
        require(
            faults.isEmpty(),
            what
                + ": not as the document describes it: "
                + String.join("; ", faults)
                + "\n"
                + json);
      }
    }
  }
}
