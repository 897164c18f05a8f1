package dev.firstword.core.direct;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.relay.event.ToolState;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the events of a turn's log as an answer in blocks. Thoughts are no part of it: they stay
 * with the conversation, which hands them back to the model itself.
 *
 * <p>A client that runs tools sends their results in another request, and gets another answer. So a
 * turn has several parts, each of which but the last ends where the turn waits for tools. The same
 * log always has the same parts. Not safe for use by several threads.
 */
public final class TurnBlocks {

  private final BlockListener listener;
  private final AnswerBlocks blocks;
  private final int part;

  /** The calls of the current step that have not ended, in the order of the model. */
  private final Map<String, PendingCall> open = new LinkedHashMap<>();

  /** The tool calls that the client was asked for, by part. */
  private final List<Set<String>> requested = new ArrayList<>();

  /** The calls that the client was asked for since the turn last waited. */
  private final Set<String> asked = new LinkedHashSet<>();

  private String model = "";
  private boolean isWaiting;
  private boolean hasText;

  /**
   * Creates the blocks of one part of an answer, of which none has been read.
   *
   * @param part how many times the client has sent results of tools before
   */
  public TurnBlocks(BlockListener listener, int part) {
    this.listener = listener;
    this.blocks = new AnswerBlocks(listener);
    this.part = part;
  }

  /** A tool call of the client. */
  private static final class PendingCall {
    String arguments = "";
    boolean isRunning;
  }

  /** Whether this part has ended because the turn waits, or has waited, for tools of the client. */
  public boolean isEndedByTools() {
    return requested.size() > part;
  }

  /** Returns the ids of the tool calls at the end of each part that has ended by tools. */
  public List<Set<String>> requestedCalls() {
    return List.copyOf(requested);
  }

  /** Reads the next event, unless it is the end of an answer that stays incomplete. */
  public void read(JsonNode event) {
    boolean isInPart = requested.size() == part;
    switch (event.path("type").asText()) {
      case "model" -> {
        model = event.path("model").asText();
        if (isInPart) {
          listener.onModel(model);
        }
      }
      case "text" -> {
        if (isInPart) {
          readText(event.path("text").asText());
        }
      }
      case "tool_call" -> {
        if (!event.has("by")) { // Otherwise the provider runs it.
          readCall(event, isInPart);
        }
      }
      case "done" -> {
        if (isInPart) {
          blocks.onEnd(finishReason(event.path("finish_reason").asText()), usage(event));
        }
      }
      default -> {} // Says how the answer comes about.
    }
  }

  /** The log separates the text of a step from that of the one before. */
  private void readText(String text) {
    String shown = part > 0 && !hasText ? text.stripLeading() : text;
    if (!shown.isEmpty()) {
      hasText = true;
      blocks.onText(shown);
    }
  }

  /** A call is part of the answer once the client is asked to run it: so its tool exists. */
  private void readCall(JsonNode event, boolean isInPart) {
    String id = event.path("id").asText();
    switch (ToolState.ofWireName(event.path("state").asText())) {
      case WRITING -> open.put(id, new PendingCall());
      case READY ->
          open.computeIfAbsent(id, _ -> new PendingCall()).arguments =
              event.path("arguments").asText();
      case RUNNING -> {
        PendingCall call = open.computeIfAbsent(id, _ -> new PendingCall());
        boolean isNew = !call.isRunning; // A node that continues the turn asks for it again.
        call.isRunning = true;
        if (isNew) {
          asked.add(id);
        }
        if (isInPart && isNew) {
          ToolCall ready = new ToolCall(id, event.path("name").asText(), call.arguments);
          blocks.onActivity(new ModelActivity.ToolCallReady(ready));
        }
      }
      case FINISHED, FAILED -> open.remove(id);
    }
    if (open.isEmpty()) {
      isWaiting = false;
    } else if (!isWaiting && open.values().stream().allMatch(call -> call.isRunning)) {
      isWaiting = true;
      requested.add(Set.copyOf(asked));
      asked.clear();
      if (requested.size() == part) {
        listener.onModel(model); // The next step has the same one.
      }
      if (isInPart) {
        blocks.onEnd(FinishReason.TOOL_CALLS, Usage.NONE); // The last part has that of the turn.
      }
    }
  }

  /** Ends an answer that has no text, which is no failure to clients of providers' APIs. */
  public void endEmpty(boolean isDeclined) {
    blocks.onEnd(isDeclined ? FinishReason.REFUSAL : FinishReason.STOP, Usage.NONE);
  }

  /** Closes what is open of an answer that stays incomplete, and returns all of its blocks. */
  public List<AnswerBlock> breakOff() {
    return blocks.breakOff();
  }

  private static FinishReason finishReason(String wireName) {
    return FinishReason.valueOf(wireName.toUpperCase(Locale.ROOT));
  }

  private static Usage usage(JsonNode done) {
    JsonNode usage = done.path("usage");
    return new Usage(
            usage.path("input_tokens").asLong(),
            usage.path("output_tokens").asLong(),
            usage.path("cache_creation_input_tokens").asLong(),
            usage.path("cache_read_input_tokens").asLong())
        .withThinkingTokens(usage.path("thinking_tokens").asLong());
  }
}
