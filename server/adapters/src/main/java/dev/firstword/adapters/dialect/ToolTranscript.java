package dev.firstword.adapters.dialect;

import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls and results of one request, in order, in a form that providers accept. Calls come
 * from any model and server: ids may repeat in a conversation or have characters that another
 * provider refuses, and arguments may not be JSON. One such call would otherwise make every later
 * request of its conversation fail.
 *
 * <p>Arguments that are not a JSON object are sent back as <code>{}</code>. The result of the call
 * is then an error that quotes what the model wrote.
 */
public final class ToolTranscript {

  /** The longest id that OpenAI accepts. */
  private static final int MAX_ID_LENGTH = 40;

  private static final int MAX_NAME_LENGTH = 64;

  /** Enough to see what is wrong with arguments. */
  private static final int MAX_QUOTED_CHARACTERS = 2_000;

  private static final Pattern OTHER_CHARACTERS = Pattern.compile("[^a-zA-Z0-9_-]");

  private final boolean isStrict;
  private final Set<String> usedIds = new HashSet<>();
  private final Map<String, String> wireIds = new HashMap<>();
  private final Map<String, String> invalidArguments = new HashMap<>();

  private ToolTranscript(boolean isStrict) {
    this.isStrict = isStrict;
  }

  /** Returns an empty transcript for an API that restricts ids and names. */
  public static ToolTranscript strict() {
    return new ToolTranscript(true);
  }

  /** Returns an empty transcript for servers that expect their own ids and names back. */
  public static ToolTranscript lenient() {
    return new ToolTranscript(false);
  }

  /**
   * A tool call as it is sent.
   *
   * @param arguments a JSON object
   */
  public record WireCall(String id, String name, String arguments) {}

  /**
   * The result of a tool call as it is sent.
   *
   * @param isError whether the call failed
   */
  public record WireResult(String id, String content, boolean isError) {

    /** Returns the content with its error marked, for APIs without a field for errors. */
    public String markedContent() {
      return isError ? "Error: " + content : content;
    }
  }

  /** Adds the next tool call. */
  public WireCall add(ToolCall call) {
    String id = unusedId(call.id());
    wireIds.put(call.id(), id);
    String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
    if (WireJson.isObject(arguments)) {
      invalidArguments.remove(call.id());
    } else {
      invalidArguments.put(call.id(), arguments);
      arguments = "{}";
    }
    return new WireCall(id, isStrict ? wireName(call.name()) : call.name(), arguments);
  }

  /** Adds the next result; it belongs to the newest call with its id. */
  public WireResult add(ToolResult result) {
    String id = wireIds.getOrDefault(result.callId(), wireId(result.callId()));
    String invalid = invalidArguments.get(result.callId());
    if (invalid == null) {
      return new WireResult(id, result.content(), result.isError());
    }
    String content =
        "The arguments were not a JSON object: "
            + cut(invalid)
            + (result.content().isEmpty() ? "" : "\n\n" + result.content());
    return new WireResult(id, content, true);
  }

  private String unusedId(String id) {
    String base = wireId(id);
    String unused = base;
    for (int occurrence = 2; !usedIds.add(unused); occurrence++) {
      String suffix = "-" + occurrence;
      int end = isStrict ? Math.min(base.length(), MAX_ID_LENGTH - suffix.length()) : base.length();
      unused = base.substring(0, end) + suffix;
    }
    return unused;
  }

  private String wireId(String id) {
    return isStrict ? restrict(id, MAX_ID_LENGTH) : id;
  }

  /** Returns a name with only the characters and the length that every provider accepts. */
  public static String wireName(@Nullable String name) {
    return restrict(name == null ? "" : name, MAX_NAME_LENGTH);
  }

  private static String restrict(String text, int maxLength) {
    String restricted = OTHER_CHARACTERS.matcher(text).replaceAll("_");
    return restricted.isEmpty()
        ? "_"
        : restricted.substring(0, Math.min(restricted.length(), maxLength));
  }

  private static String cut(String text) {
    return text.length() <= MAX_QUOTED_CHARACTERS
        ? text
        : text.substring(0, MAX_QUOTED_CHARACTERS) + "…";
  }
}
