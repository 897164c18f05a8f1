package dev.firstword.adapters.dialect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one answer, within limits of their number and size. Some are run by the client,
 * of which some are still being written, and some by the provider.
 */
public final class AnswerToolCalls {

  /** The most tool calls of one answer, of either kind. */
  public static final int MAX_CALLS = 128;

  /** The longest arguments of all tool calls of one answer together, in bytes of UTF-8. */
  public static final int MAX_ARGUMENTS_BYTES = 1024 * 1024;

  /** The longest name of a tool, in characters; what exceeds it is cut off. */
  public static final int MAX_NAME_LENGTH = 200;

  private final ToolCallIds ids;
  private final List<OpenToolCall> open = new ArrayList<>(0);
  private int started;
  private int startedByProvider;
  private int argumentsBytes;

  /** Starts without calls; {@code ids} makes their ids unique. */
  AnswerToolCalls(ToolCallIds ids) {
    this.ids = ids;
  }

  /**
   * Starts a call. It is not open if it is one too many.
   *
   * @param id the provider's id; null if it gave none
   */
  OpenToolCall start(@Nullable String id, String name) {
    OpenToolCall call = new OpenToolCall(ids.take(id), limitName(name));
    started++;
    if (!isTooMany()) {
      open.add(call);
    }
    return call;
  }

  private static String limitName(String name) {
    int end = Math.min(name.length(), MAX_NAME_LENGTH);
    return WireJson.replaceLoneSurrogates(name.substring(0, end));
  }

  /** Counts a call of a tool that the provider runs. */
  void startByProvider() {
    startedByProvider++;
  }

  /** Returns whether the answer has too many calls of either kind. */
  boolean isTooMany() {
    return started > MAX_CALLS || startedByProvider > MAX_CALLS;
  }

  /** Counts a piece of arguments. Returns whether all arguments together are too long. */
  boolean exceedsArguments(String json) {
    argumentsBytes += utf8Length(json);
    return argumentsBytes > MAX_ARGUMENTS_BYTES;
  }

  private static int utf8Length(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each < 0x80) {
        length++;
      } else {
        length += each < 0x800 || Character.isSurrogate(each) ? 2 : 3;
      }
    }
    return length;
  }

  /** The call is complete. */
  void close(OpenToolCall call) {
    open.remove(call);
  }

  /** Returns whether there is a call for the client, complete or not. */
  boolean isPresent() {
    return started > 0;
  }

  /** Returns the calls that are still being written. */
  List<OpenToolCall> open() {
    return List.copyOf(open);
  }

  /** Returns whether a call is still being written. */
  boolean hasOpen() {
    return !open.isEmpty();
  }
}
