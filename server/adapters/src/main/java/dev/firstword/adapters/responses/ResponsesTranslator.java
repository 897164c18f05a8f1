package dev.firstword.adapters.responses;

import dev.firstword.adapters.dialect.EventTranslator;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.OpenToolCall;
import dev.firstword.adapters.dialect.ProviderError;
import dev.firstword.adapters.dialect.ResumePoint;
import dev.firstword.core.prompt.ContentPart.ProviderBlock;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.provider.CacheReport;
import dev.firstword.core.provider.ModelActivity.ProviderToolCall;
import dev.firstword.core.provider.ModelActivity.ProviderToolState;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.event.Usage;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Translates an answer of the Responses API: text with its sources, commentary, reasoning, function
 * calls and usage. The type in an event's data decides; its {@code event} line is used only if
 * there is none. A refusal sets the finish reason {@code REFUSAL}; its text is not part of the
 * answer. Other items, such as searches of the provider, are kept as they were written. Unknown
 * events are ignored.
 *
 * <p>What an item's deltas did not bring is taken from the complete item, and what no event brought
 * from the complete response, since not every server streams in pieces.
 */
public final class ResponsesTranslator extends EventTranslator {

  /** Many more than an answer has, but few enough to keep. */
  private static final int MAX_ITEMS = 1_000;

  private final String model;
  private final boolean isBackground;
  private final ResponseEvent event = new ResponseEvent();
  private final Map<String, OpenItem> openItems = new HashMap<>();
  private int items;
  private Usage usage = Usage.NONE;
  private String responseId = "";
  private long sequence = -1;

  /**
   * Reports through the gate.
   *
   * @param model the model that was asked, to which alone its thoughts are handed back
   * @param maxEventBytes the maximum data size of one event in bytes
   * @param isBackground whether the answer can be resumed; each event then counts once
   */
  public ResponsesTranslator(
      ListenerGate gate, String model, int maxEventBytes, boolean isBackground) {
    super(gate, maxEventBytes);
    this.model = model;
    this.isBackground = isBackground;
  }

  @Override
  protected void emitText(String text) {
    gate.emitText(text);
  }

  @Override
  protected void readObject(String name, byte[] bytes, int offset, int length) throws IOException {
    event.read(bytes, offset, length);
    if (isBackground && isRepeated()) {
      return;
    }
    if (event.hasError()) {
      gate.fail(toFailure(event.error()));
    } else if (event.isResponse()) {
      endResponse(event.status());
    } else {
      readEvent(event.type().isEmpty() ? name : event.type());
    }
  }

  /** Keeps the resume point. */
  private boolean isRepeated() {
    if (ResumePoint.isId(event.responseId())) {
      responseId = event.responseId();
    }
    if (event.sequence() < 0) {
      return false;
    }
    if (event.sequence() <= sequence) {
      return true;
    }
    sequence = event.sequence();
    return false;
  }

  /** An answer that was given up before its id arrived is stopped as soon as it does. */
  @Override
  protected void readAfterClose(byte[] bytes, int offset, int length) {
    if (isBackground && responseId.isEmpty()) {
      try {
        event.read(bytes, offset, length);
        boolean _ = isRepeated();
      } catch (IOException _) {
        // The next event has the id as well.
      }
    }
  }

  @Override
  public Optional<ResumePoint> resumePoint() {
    return responseId.isEmpty()
        ? Optional.empty()
        : Optional.of(new ResumePoint(responseId, sequence));
  }

  private void readEvent(String type) {
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
        emitMessageText(openItem(), event.contentIndex(), event.delta());
      }
      case "response.output_text.annotation.added" ->
          openItem().addSources(event.contentIndex(), event.annotations());
      case "response.refusal.delta" -> {
        if (!event.delta().isEmpty()) {
          refuse("");
        }
      }
      case "response.refusal.done" -> refuse("");
      case "response.reasoning_summary_part.added" -> beginSummaryPart(openItem());
      case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
          emitThinkingText(openItem(), event.delta());
      case "response.function_call_arguments.delta" -> {
        OpenToolCall call = openItem().call;
        if (call != null) {
          gate.emitToolArguments(call, event.delta());
        }
      }
      case "response.completed", "response.done" -> endResponse("completed");
      case "response.incomplete" -> endResponse("incomplete");
      case "response.failed" -> endResponse("failed");
      case "response.cancelled" -> endResponse("cancelled");
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
      case "function_call" -> {
        OpenToolCall _ = startCall(open, item);
      }
      case "message" -> startMessage(open, item);
      default -> {
        gate.finishThinking();
        startProviderCall(open, item);
      }
    }
  }

  private void startMessage(OpenItem open, OutputItem item) {
    gate.finishThinking();
    open.isCommentary = item.isCommentary();
    if (item.isFinalAnswer()) {
      gate.startFinalAnswer();
    }
  }

  private void emitMessageText(OpenItem open, int part, String text) {
    if (text.isEmpty()) {
      return;
    }
    open.isStarted = true;
    if (open.isCommentary) {
      gate.emitCommentary(text);
    } else {
      open.startPart(part, gate.answer());
      gate.emitText(text);
    }
  }

  private void emitCitations(OpenItem open) {
    open.takeCitations(gate.answer()).forEach(gate::emitCitation);
  }

  private void startProviderCall(OpenItem open, OutputItem item) {
    if (item.isProviderToolCall() && !open.isProviderCall) {
      open.isProviderCall = true;
      emitProviderCall(item, ProviderToolState.WRITING);
      emitProviderCall(item, ProviderToolState.READY);
    }
  }

  private void emitProviderCall(OutputItem item, ProviderToolState state) {
    String id = item.id().isEmpty() ? "item " + event.itemKey() : item.id();
    gate.emitProviderToolCall(new ProviderToolCall(id, item.providerToolName(), state, null));
  }

  private void finishProviderItem(OpenItem open, OutputItem item) {
    startProviderCall(open, item);
    if (open.isProviderCall) {
      emitProviderCall(
          item, item.isFailed() ? ProviderToolState.FAILED : ProviderToolState.FINISHED);
    }
    if (!item.raw().isEmpty()) {
      gate.emitProviderBlock(new ProviderBlock(model, item.raw()));
    }
  }

  private void startReasoning(OpenItem open) {
    if (!open.isStarted) {
      open.isStarted = true;
      gate.startThinking();
    }
  }

  private OpenToolCall startCall(OpenItem open, OutputItem item) {
    OpenToolCall call = open.call;
    if (call == null) {
      call = gate.startToolCall(item.callId().isEmpty() ? item.id() : item.callId(), item.name());
      open.call = call;
    }
    return call;
  }

  private void beginSummaryPart(OpenItem open) {
    if (open.hasReasoning()) {
      emitThinkingText(open, OutputItem.PART_SEPARATOR);
    }
  }

  private void emitThinkingText(OpenItem open, String text) {
    open.isStarted = true;
    open.addReasoning(text);
    gate.emitThinkingText(text);
  }

  private void finishItem(OpenItem open, OutputItem item) {
    switch (item.type()) {
      case "message" -> {
        if (item.isRefusal()) {
          refuse("");
        }
        if (!open.isStarted) {
          startMessage(open, item);
          emitMessageText(open, 0, item.text());
        }
        for (int part = 0; part < item.annotations().size(); part++) {
          open.addSources(part, item.annotations().get(part));
        }
        emitCitations(open);
      }
      case "reasoning" -> finishReasoning(open, item);
      case "function_call" -> finishCall(startCall(open, item), item);
      default -> finishProviderItem(open, item);
    }
  }

  private void finishReasoning(OpenItem open, OutputItem item) {
    startReasoning(open);
    if (!open.hasReasoning()) {
      emitThinkingText(open, item.text());
    }
    gate.finishThinking();
    Thought thought = open.toThought(model, item);
    if (thought != null) {
      gate.emitThought(thought);
    }
  }

  private void finishCall(OpenToolCall call, OutputItem item) {
    if (!call.hasArguments()) {
      gate.emitToolArguments(call, item.arguments());
    }
    gate.finishToolCall(call);
  }

  private void endResponse(String typeStatus) {
    if (items == 0) {
      for (OutputItem item : event.output()) {
        finishItem(new OpenItem(), item);
      }
    }
    if (event.usage() != null) {
      usage = event.usage();
    }
    gate.reportDroppedThoughts(event.removedItems());
    gate.reportCache(new CacheReport(event.responseId(), event.cacheMiss()));
    String status = isFinal(event.status()) ? event.status() : typeStatus;
    switch (status) {
      case "failed", "cancelled" -> gate.fail(toFailure(event.error()));
      case "incomplete" -> {
        String reason = event.incompleteReason();
        finish(reason.isEmpty() ? status : reason);
      }
      default -> finish(status);
    }
    complete();
  }

  private static boolean isFinal(String status) {
    return switch (status) {
      case "completed", "incomplete", "failed", "cancelled" -> true;
      default -> false;
    };
  }

  /** Items are reported when they are complete; the gate ends what the provider left open. */
  @Override
  protected void closeParts() {
    openItems.values().forEach(this::emitCitations);
  }

  @Override
  protected Usage usage() {
    return usage;
  }

  @Override
  protected String expectedEnd() {
    return "response.completed";
  }

  @Override
  protected ProviderFailure toFailure(ProviderError error) {
    return error.toFailure(
        error.status() == 0
            ? "error in mid-stream"
            : "error in mid-stream, as HTTP " + error.status());
  }
}
