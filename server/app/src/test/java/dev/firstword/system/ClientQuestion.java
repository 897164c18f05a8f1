package dev.firstword.system;

import dev.firstword.core.attachment.TestMedia;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A message to a model, with what it is sent with. */
public record ClientQuestion(String model, String text, boolean isStreamed, Set<Extra> extras) {

  /** The name of the tool of {@link Extra#TOOL}, and of the string that it takes. */
  public static final String TOOL = AgentModels.TOOL;

  public static final String TOOL_FIELD = "query";

  /** What the tool returns. */
  public static final String RESULT = AgentModels.RESULT;

  /** The only field of an answer in the format of {@link Extra#SCHEMA}. */
  public static final String SCHEMA_FIELD = "colour";

  /** Enough for an answer and its thoughts. */
  private static final int MAX_TOKENS = 2_000;

  /** What may go with a message. */
  public enum Extra {
    /** The tool {@link ClientQuestion#TOOL}. */
    TOOL,
    /** An image, see {@link ClientQuestion#image}. */
    IMAGE,
    /** A PDF file, see {@link ClientQuestion#pdf}. */
    PDF,
    /** The format of the answer: {@link ClientQuestion#schema}. */
    SCHEMA,
    /** A length that no API allows. */
    INVALID
  }

  /** Returns the JSON schema of the parameters of the tool. */
  public static Map<String, Object> toolParameters() {
    return object(TOOL_FIELD);
  }

  /** Returns the JSON schema that the answer has to have. */
  public static Map<String, Object> schema() {
    return object(SCHEMA_FIELD);
  }

  private static Map<String, Object> object(String field) {
    return Map.of(
        "type",
        "object",
        "properties",
        Map.of(field, Map.of("type", "string")),
        "required",
        List.of(field),
        "additionalProperties",
        false);
  }

  /** The maximum length of the answer. */
  public int maxTokens() {
    return has(Extra.INVALID) ? -1 : MAX_TOKENS;
  }

  public boolean has(Extra extra) {
    return extras.contains(extra);
  }

  /** Returns a PNG. */
  public static byte[] image() {
    return TestMedia.png(64, 64);
  }

  /** Returns a PDF file of one page. */
  public static byte[] pdf() {
    return TestMedia.pdf(1);
  }
}
