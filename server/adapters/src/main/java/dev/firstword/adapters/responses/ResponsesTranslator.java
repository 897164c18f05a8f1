package dev.firstword.adapters.responses;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonParser;
import dev.firstword.adapters.dialect.EventTranslator;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.provider.ModelActivity.ThoughtCompleted;
import dev.firstword.core.provider.ModelActivity.ToolArguments;
import dev.firstword.core.provider.ModelActivity.ToolCallReady;
import dev.firstword.core.provider.ModelActivity.ToolCallStarted;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Translates a streamed answer of the Responses API: text, reasoning, function calls and usage. The
 * type in an event's data decides; its {@code event} line is used only if there is none. A refusal
 * sets the finish reason {@code REFUSAL}; its text is not part of the answer. Other items, such as
 * searches of the provider, and unknown events are ignored.
 *
 * <p>What an item's deltas did not bring is taken from the complete item, since not every server
 * streams in pieces.
 */
public final class ResponsesTranslator extends EventTranslator {

  /** Many more than an answer has, but few enough to keep. */
  private static final int MAX_ITEMS = 1_000;

  /** The longest arguments of one call. */
  private static final int MAX_ARGUMENTS_LENGTH = 1_000_000;

  private static final byte[] DONE = "[DONE]".getBytes(US_ASCII);

  private final String model;
  private final ResponseEvent event = new ResponseEvent();
  private final Map<String, OpenItem> openItems = new LinkedHashMap<>();
  private int items;
  private boolean hasToolCalls;
  private boolean isRefused;

  /**
   * Reports through the gate.
   *
   * @param model the model that was asked, to which alone its thoughts are handed back
   * @param maxEventBytes the maximum data size of one event in bytes
   */
  public ResponsesTranslator(ListenerGate gate, String model, int maxEventBytes) {
    super(gate, maxEventBytes);
    this.model = model;
  }

  /** An item that is being streamed: what came of it so far. */
  private static final class OpenItem {
    private String callId = "";
    private String name = "";
    private boolean isCall;

    /** Whether anything was reported of it. */
    private boolean isStarted;

    private final StringBuilder received = new StringBuilder();
  }

  @Override
  public void end() {
    gate.fail(new Cut("the stream ended without response.completed"));
  }

  @Override
  public void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId) {
    boolean isDone = Arrays.equals(bytes, offset, offset + length, DONE, 0, DONE.length);
    if (!gate.isOpen() || length == 0 || isDone) {
      return; // Some servers send [DONE] as in chat completions.
    }
    try (JsonParser json = WireJson.parser(bytes, offset, length)) {
      event.read(json);
    } catch (IOException broken) {
      gate.fail(new Malformed("an event's data is not the JSON it should be"));
      return;
    }
    if (event.hasError()) {
      gate.fail(event.error().toStreamFailure()); // Whatever the event calls itself.
    } else {
      onEvent(event.type().isEmpty() ? name : event.type());
    }
  }

  private void onEvent(String type) {
    switch (type) {
      case "response.output_item.added" -> beginItem();
      case "response.output_item.done" -> {
        OutputItem item = event.item();
        if (item != null) {
          finishItem(openItem(), item);
          openItems.remove(event.itemKey());
        }
      }
      case "response.output_text.delta" -> {
        openItem().isStarted |= !event.delta().isEmpty();
        gate.emitText(event.delta());
      }
      case "response.refusal.delta" -> isRefused |= !event.delta().isEmpty();
      case "response.reasoning_summary_part.added" -> beginSummaryPart(openItem());
      case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
          emitThinkingText(openItem(), event.delta());
      case "response.function_call_arguments.delta" -> emitArguments(openItem(), event.delta());
      case "response.completed" -> endResponse("completed");
      case "response.incomplete" -> endResponse("incomplete");
      case "response.failed" -> endResponse("failed");
      case "response.cancelled" -> endResponse("cancelled");
      case "error" -> gate.fail(event.error().toStreamFailure());
      // Created, in progress, parts and items that are complete elsewhere, and later events.
      default -> {}
    }
  }

  private OpenItem openItem() {
    OpenItem open = openItems.get(event.itemKey());
    if (open == null) {
      open = new OpenItem();
      openItems.put(event.itemKey(), open);
      if (++items > MAX_ITEMS) {
        gate.fail(new Malformed("the answer has more than " + MAX_ITEMS + " items"));
      }
    }
    return open;
  }

  private void beginItem() {
    OutputItem item = event.item();
    if (item == null) {
      return;
    }
    OpenItem open = openItem();
    switch (item.type()) {
      case "reasoning" -> startReasoning(open);
      case "function_call" -> startCall(open, item);
      default -> gate.finishThinking();
    }
  }

  private void startReasoning(OpenItem open) {
    if (!open.isStarted) {
      open.isStarted = true;
      gate.startThinking();
    }
  }

  private void startCall(OpenItem open, OutputItem item) {
    gate.finishThinking();
    open.isCall = true;
    open.callId = item.callId().isEmpty() ? item.id() : item.callId();
    open.name = item.name();
    if (!open.isStarted && !open.name.isEmpty() && !open.callId.isEmpty()) {
      open.isStarted = true;
      gate.emitActivity(new ToolCallStarted(open.callId, open.name));
    }
  }

  private void beginSummaryPart(OpenItem open) {
    if (!open.received.isEmpty()) {
      emitThinkingText(open, OutputItem.PART_SEPARATOR);
    }
  }

  private void emitThinkingText(OpenItem open, String text) {
    open.received.append(text);
    gate.emitThinkingText(text);
  }

  private void emitArguments(OpenItem open, String json) {
    if (json.isEmpty()) {
      return;
    }
    if (open.received.length() + json.length() > MAX_ARGUMENTS_LENGTH) {
      gate.fail(
          new Malformed(
              "the arguments of a tool call have more than "
                  + MAX_ARGUMENTS_LENGTH
                  + " characters"));
      return;
    }
    open.received.append(json);
    if (open.isStarted) {
      gate.emitActivity(new ToolArguments(open.callId, json));
    }
  }

  private void finishItem(OpenItem open, OutputItem item) {
    switch (item.type()) {
      case "message" -> {
        isRefused |= item.isRefusal();
        if (!open.isStarted) {
          gate.emitText(item.text());
        }
      }
      case "reasoning" -> finishReasoning(open, item);
      case "function_call" -> {
        if (!item.isIncomplete()) {
          finishCall(open, item);
        }
      }
      default -> {}
    }
  }

  private void finishReasoning(OpenItem open, OutputItem item) {
    startReasoning(open);
    if (open.received.isEmpty()) {
      emitThinkingText(open, item.text());
    }
    gate.finishThinking();
    if (item.encrypted() != null) {
      gate.emitActivity(
          new ThoughtCompleted(
              new Thought(
                  model,
                  open.received.toString(),
                  item.id().isEmpty() ? null : item.id(),
                  item.encrypted())));
    }
  }

  private void finishCall(OpenItem open, OutputItem item) {
    startCall(open, item);
    if (!open.isStarted) {
      gate.fail(new Malformed("a tool call has no name or no id"));
      return;
    }
    if (open.received.isEmpty()) {
      emitArguments(open, item.arguments());
    }
    emitReady(open, item.arguments().isEmpty() ? open.received.toString() : item.arguments());
  }

  private void emitReady(OpenItem open, String arguments) {
    hasToolCalls = true;
    gate.emitActivity(
        new ToolCallReady(
            new ToolCall(open.callId, open.name, arguments.isBlank() ? "{}" : arguments)));
  }

  private void endResponse(String typeStatus) {
    if (items == 0) {
      for (OutputItem item : event.output()) {
        finishItem(new OpenItem(), item);
      }
    }
    String status = isFinal(event.status()) ? event.status() : typeStatus;
    if (status.equals("failed") || status.equals("cancelled")) {
      gate.fail(event.error().toStreamFailure());
      return;
    }
    boolean isCompleted = status.equals("completed");
    for (OpenItem open : openItems.values()) {
      if (isCompleted && open.isCall && open.isStarted) {
        emitReady(open, open.received.toString()); // Its own end was omitted.
      }
    }
    Usage usage = event.usage();
    gate.complete(
        finishReason(isCompleted ? null : event.incompleteReason()),
        usage == null ? Usage.NONE : usage);
  }

  private static boolean isFinal(String status) {
    return switch (status) {
      case "completed", "incomplete", "failed", "cancelled" -> true;
      default -> false;
    };
  }

  /**
   * Returns how the answer ended.
   *
   * @param incompleteReason why it is incomplete; null if it is complete
   */
  private FinishReason finishReason(@Nullable String incompleteReason) {
    if (isRefused) {
      return FinishReason.REFUSAL;
    }
    if (incompleteReason == null) {
      return hasToolCalls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
    }
    return switch (incompleteReason) {
      case "max_output_tokens" -> FinishReason.LENGTH;
      case "content_filter" -> FinishReason.REFUSAL;
      default -> FinishReason.OTHER;
    };
  }
}
