package dev.firstword.core.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.prompt.ContentPart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Parses the results of tool calls from a request body. */
public final class ToolResultsReader {

  private static final int MAX_RESULTS = 128;
  private static final int MAX_RESULT_BYTES = 1024 * 1024;
  private static final int MAX_TOTAL_BYTES = 4 * 1024 * 1024;

  /** The results, the characters that JSON has to escape in them, and what is around them. */
  public static final int MAX_BODY_BYTES = 2 * MAX_TOTAL_BYTES + 256 * 1024;

  private ToolResultsReader() {}

  /**
   * Parses a body.
   *
   * @return at least one result, each of another call
   * @throws ProblemException with status 400 if the body is malformed, with 413 if a result or all
   *     together are too large
   */
  public static List<ContentPart.ToolResult> read(byte[] body) {
    return read(RequestTree.parse(body).root());
  }

  /**
   * Reads a parsed body.
   *
   * @throws ProblemException as {@link #read(byte[])} does
   */
  public static List<ContentPart.ToolResult> read(JsonNode body) {
    RequestFields request = new RequestFields(body);
    JsonNode list = request.get("results");
    if (list == null || !list.isArray() || list.isEmpty() || list.size() > MAX_RESULTS) {
      throw request.invalid("results", "must be a list of 1 to " + MAX_RESULTS + " results");
    }
    List<ContentPart.ToolResult> results = new ArrayList<>(list.size());
    Set<String> ids = new HashSet<>();
    long totalBytes = 0;
    for (int i = 0; i < list.size(); i++) {
      if (!list.get(i).isObject()) {
        throw request.invalid("results[" + i + "]", "must be an object");
      }
      RequestFields fields = new RequestFields(list.get(i), "results[" + i + "].");
      ContentPart.ToolResult result = result(fields);
      if (!ids.add(result.callId())) {
        throw fields.invalid("id", "is that of another result too");
      }
      int bytes = result.content().getBytes(StandardCharsets.UTF_8).length;
      totalBytes += bytes;
      if (bytes > MAX_RESULT_BYTES) {
        throw tooLarge("The field \"results[" + i + "].content\" has", MAX_RESULT_BYTES);
      }
      if (totalBytes > MAX_TOTAL_BYTES) {
        throw tooLarge("The results together have", MAX_TOTAL_BYTES);
      }
      results.add(result);
    }
    return results;
  }

  private static ContentPart.ToolResult result(RequestFields fields) {
    String id = fields.name("id");
    if (id == null) {
      throw fields.invalid("id", "is missing");
    }
    String content = fields.text("content");
    if (content == null) {
      throw fields.invalid("content", "must be a string");
    }
    return new ContentPart.ToolResult(id, content, Boolean.TRUE.equals(fields.bool("is_error")));
  }

  private static ProblemException tooLarge(String what, int limit) {
    return new ProblemException(
        Problem.contentTooLarge(what + " more than " + limit + " bytes. Send a shorter result."));
  }
}
