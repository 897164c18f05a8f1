package dev.firstword.relay.event;

import dev.firstword.relay.event.Latency.PhaseTiming;
import dev.firstword.relay.event.TurnEvent.AnswerNow;
import dev.firstword.relay.event.TurnEvent.Cancelled;
import dev.firstword.relay.event.TurnEvent.CancelledBy;
import dev.firstword.relay.event.TurnEvent.Citation;
import dev.firstword.relay.event.TurnEvent.Discard;
import dev.firstword.relay.event.TurnEvent.Done;
import dev.firstword.relay.event.TurnEvent.Estimate;
import dev.firstword.relay.event.TurnEvent.Failed;
import dev.firstword.relay.event.TurnEvent.FullStart;
import dev.firstword.relay.event.TurnEvent.JudgedBy;
import dev.firstword.relay.event.TurnEvent.Model;
import dev.firstword.relay.event.TurnEvent.Note;
import dev.firstword.relay.event.TurnEvent.Phase;
import dev.firstword.relay.event.TurnEvent.Section;
import dev.firstword.relay.event.TurnEvent.Slow;
import dev.firstword.relay.event.TurnEvent.Sources;
import dev.firstword.relay.event.TurnEvent.Spread;
import dev.firstword.relay.event.TurnEvent.Start;
import dev.firstword.relay.event.TurnEvent.Step;
import dev.firstword.relay.event.TurnEvent.StreamEnd;
import dev.firstword.relay.event.TurnEvent.Summary;
import dev.firstword.relay.event.TurnEvent.SummaryText;
import dev.firstword.relay.event.TurnEvent.Text;
import dev.firstword.relay.event.TurnEvent.Thinking;
import dev.firstword.relay.event.TurnEvent.ThinkingText;
import dev.firstword.relay.event.TurnEvent.ToolArguments;
import dev.firstword.relay.event.TurnEvent.ToolCall;
import dev.firstword.relay.event.TurnEvent.ToolWait;
import dev.firstword.relay.event.TurnEvent.Typical;
import dev.firstword.relay.event.TurnEvent.TypicalTool;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes turn events as server-sent events: an {@code id} line, one {@code data} line of JSON, an
 * empty line. Hand-written JSON because it runs once for every token.
 */
public final class EventEncoder {

  private EventEncoder() {}

  /**
   * Appends an event.
   *
   * @param sequence the event's sequence number, counted from 1 in each turn
   */
  public static void encode(long sequence, TurnEvent event, EventBuffer out) {
    out.ascii("id: ").number(sequence).ascii("\ndata: {\"type\":");
    switch (event) {
      case Text text -> out.ascii("\"text\",\"text\":").string(text.text());
      case Start start -> start(start, out);
      case Phase phase -> phase(phase, out);
      case Sources sources -> {
        out.ascii("\"sources\",\"sources\":");
        SourcesJson.write(sources.sources(), out);
      }
      case Estimate estimate -> estimate(estimate, out);
      case Model model -> model(model, out);
      case SummaryText piece -> out.ascii("\"summary_text\",\"text\":").string(piece.text());
      case Summary summary -> out.ascii("\"summary\",\"text\":").string(summary.text());
      case Section section -> section(section, out);
      case FullStart _ -> out.ascii("\"full_start\"");
      case Thinking thinking -> thinking(thinking, out);
      case AnswerNow now -> out.ascii("\"answer_now\",\"by\":").string(now.by().wireName());
      case Step step -> {
        out.ascii("\"step\",\"index\":").number(step.index());
        out.ascii(",\"elapsed_ms\":").number(step.elapsedMs());
      }
      case ToolCall call -> toolCall(call, out);
      case ToolWait wait -> toolWait(wait, out);
      case ToolArguments piece -> {
        out.ascii("\"tool_arguments\",\"id\":").string(piece.id());
        out.ascii(",\"text\":").string(piece.text());
      }
      case Discard discard -> out.ascii("\"discard\",\"kept\":").number(discard.kept());
      case Note note -> out.ascii("\"note\",\"text\":").string(note.text());
      case Citation citation -> citation(citation, out);
      case ThinkingText piece -> out.ascii("\"thinking_text\",\"text\":").string(piece.text());
      case Slow slow -> slow(slow, out);
      case StreamEnd _ -> out.ascii("\"stream_end\"");
      case Done done -> done(done, out);
      case Cancelled cancelled -> {
        out.ascii("\"cancelled\",\"by\":").string(cancelled.by().wireName());
        if (cancelled.by() == CancelledBy.SHUTDOWN) {
          boolean hasText = cancelled.latency().ttftMs() != null;
          out.ascii(",\"action\":");
          out.string((hasText ? Action.CONTINUE : Action.RETRY).wireName());
        }
        latency(cancelled.latency(), out);
      }
      case Failed failed -> failed(failed, out);
    }
    out.ascii("}\n\n");
  }

  private static void start(Start start, EventBuffer out) {
    out.ascii("\"start\",\"turn_id\":").string(start.turnId());
    out.ascii(",\"conversation_id\":").string(start.conversationId());
    out.ascii(",\"user_message_id\":").string(start.userMessageId());
    out.ascii(",\"assistant_message_id\":").string(start.assistantMessageId());
    if (start.simulated()) {
      out.ascii(",\"simulated\":true");
    }
    if (start.continues() != null) {
      out.ascii(",\"continues\":").string(start.continues());
    }
    if (!start.warnings().isEmpty()) {
      out.ascii(",\"warnings\":[");
      for (int i = 0; i < start.warnings().size(); i++) {
        out.ascii(i == 0 ? "" : ",").string(start.warnings().get(i));
      }
      out.ascii("]");
    }
  }

  private static void phase(Phase phase, EventBuffer out) {
    out.ascii("\"phase\",\"name\":").string(phase.name());
    out.ascii(",\"label\":").string(phase.label());
    out.ascii(",\"state\":").string(phase.state().wireName());
    out.ascii(",\"elapsed_ms\":").number(phase.elapsedMs());
  }

  private static void estimate(Estimate estimate, EventBuffer out) {
    spread("\"estimate\",\"ttft_ms\":", estimate.ttftMs(), out);
    spread(",\"total_ms\":", estimate.totalMs(), out);
    out.ascii(",\"samples\":").number(estimate.samples());
  }

  private static void spread(String before, Spread spread, EventBuffer out) {
    out.ascii(before).ascii("{\"p10\":").number(spread.p10());
    out.ascii(",\"p50\":").number(spread.p50());
    out.ascii(",\"p90\":").number(spread.p90()).ascii("}");
  }

  private static void model(Model model, EventBuffer out) {
    out.ascii("\"model\",\"model\":").string(model.model());
    out.ascii(",\"reason\":").string(model.reason().wireName());
    if (!model.withinBudget()) {
      out.ascii(",\"over_budget\":true");
    }
    JudgedBy judgedBy = model.judgedBy();
    if (judgedBy != null) {
      out.ascii(",\"judged_by\":").string(judgedBy.wireName());
    }
    String region = model.region();
    if (region != null) {
      out.ascii(",\"region\":").string(region);
    }
  }

  private static void thinking(Thinking thinking, EventBuffer out) {
    out.ascii("\"thinking\",\"state\":").string(thinking.state().wireName());
    out.ascii(",\"elapsed_ms\":").number(thinking.elapsedMs());
    String headline = thinking.headline();
    if (headline != null) {
      out.ascii(",\"headline\":").string(headline);
    }
    optional("tokens", thinking.tokens(), out);
    if (thinking.canAnswerNow()) {
      out.ascii(",\"can_answer_now\":true");
    }
  }

  private static void toolCall(ToolCall call, EventBuffer out) {
    out.ascii("\"tool_call\",\"id\":").string(call.id());
    out.ascii(",\"name\":").string(call.name());
    out.ascii(",\"label\":").string(call.label());
    out.ascii(",\"state\":").string(call.state().wireName());
    out.ascii(",\"elapsed_ms\":").number(call.elapsedMs());
    String arguments = call.arguments();
    if (arguments != null) {
      out.ascii(",\"arguments\":").string(arguments);
    }
    String result = call.result();
    if (result != null) {
      out.ascii(",\"result\":").string(result);
    }
    if (call.isByProvider()) {
      out.ascii(",\"by\":\"provider\"");
    }
  }

  private static void toolWait(ToolWait wait, EventBuffer out) {
    TypicalTool typical = wait.typicalMs();
    out.ascii("\"tool_wait\",\"id\":").string(wait.id());
    out.ascii(",\"elapsed_ms\":").number(wait.elapsedMs());
    out.ascii(",\"typical_ms\":{\"p50\":").number(typical.p50());
    out.ascii(",\"p80\":").number(typical.p80());
    optional("p95", typical.p95(), out);
    out.ascii(",\"max\":").number(typical.max()).ascii("}");
    out.ascii(",\"longer_than_percent\":").number(wait.longerThanPercent());
    optional("remaining_ms", wait.remainingMs(), out);
    out.ascii(",\"samples\":").number(wait.samples());
  }

  private static void citation(Citation citation, EventBuffer out) {
    out.ascii("\"citation\",\"index\":").number(citation.index());
    nonEmpty("title", citation.title(), out);
    nonEmpty("url", citation.url(), out);
    if (citation.page() > 0) {
      out.ascii(",\"page\":").number(citation.page());
    }
    nonEmpty("quote", citation.quote(), out);
    if (citation.start() >= 0) {
      out.ascii(",\"start\":").number(citation.start());
      out.ascii(",\"end\":").number(citation.end());
    }
  }

  private static void nonEmpty(String field, String value, EventBuffer out) {
    if (!value.isEmpty()) {
      out.ascii(",\"").ascii(field).ascii("\":").string(value);
    }
  }

  private static void slow(Slow slow, EventBuffer out) {
    out.ascii("\"slow\",\"message\":").string(slow.message());
    out.ascii(",\"waited_ms\":").number(slow.waitedMs());
    out.ascii(",\"kind\":").string(slow.kind().wireName());
    Typical typical = slow.typicalMs();
    if (typical != null) {
      out.ascii(",\"typical_ms\":{\"p50\":").number(typical.p50());
      out.ascii(",\"p95\":").number(typical.p95()).ascii("}");
    }
    out.ascii(",\"action\":\"cancel\"");
  }

  private static void section(Section section, EventBuffer out) {
    out.ascii("\"section\",\"index\":").number(section.index());
    out.ascii(",\"count\":").number(section.count());
    out.ascii(",\"title\":").string(section.title());
    out.ascii(",\"state\":").string(section.state().wireName());
  }

  private static void done(Done done, EventBuffer out) {
    out.ascii("\"done\",\"finish_reason\":").string(done.finishReason().wireName());
    usage("usage", done.usage(), out);
    if (!done.summaryUsage().equals(Usage.NONE)) {
      usage("summary_usage", done.summaryUsage(), out);
    }
    latency(done.latency(), out);
  }

  private static void usage(String field, Usage usage, EventBuffer out) {
    out.ascii(",\"").ascii(field);
    out.ascii("\":{\"input_tokens\":").number(usage.inputTokens());
    out.ascii(",\"output_tokens\":").number(usage.outputTokens());
    out.ascii(",\"cache_creation_input_tokens\":").number(usage.cacheCreationInputTokens());
    out.ascii(",\"cache_read_input_tokens\":").number(usage.cacheReadInputTokens());
    if (usage.thinkingTokens() != 0) {
      out.ascii(",\"thinking_tokens\":").number(usage.thinkingTokens());
    }
    if (usage.cacheSaved() != 0) {
      out.ascii(",\"cache_saved\":").decimal(usage.cacheSaved(), 6);
    }
    out.ascii("}");
  }

  private static void failed(Failed failed, EventBuffer out) {
    out.ascii("\"error\",\"code\":").string(failed.code());
    out.ascii(",\"message\":").string(failed.message());
    out.ascii(",\"action\":").string(failed.action().wireName());
    optional("retry_after_ms", failed.retryAfterMs(), out);
    latency(failed.latency(), out);
  }

  private static void latency(Latency latency, EventBuffer out) {
    out.ascii(",\"latency\":{\"total_ms\":").number(latency.totalMs());
    optional("ttft_ms", latency.ttftMs(), out);
    optional("model_ttft_ms", latency.modelTtftMs(), out);
    optional("first_token_ms", latency.firstTokenMs(), out);
    optional("thinking_ms", latency.thinkingMs(), out);
    optional("generation_ms", latency.generationMs(), out);
    Double pace = latency.outputTokensPerSecond();
    if (pace != null) {
      out.ascii(",\"output_tokens_per_second\":").decimal(pace, 1);
    }
    out.ascii(",\"phases\":[");
    List<PhaseTiming> phases = latency.phases();
    for (int i = 0; i < phases.size(); i++) {
      PhaseTiming phase = phases.get(i);
      out.ascii(i == 0 ? "{\"name\":" : ",{\"name\":").string(phase.name());
      out.ascii(",\"start_ms\":").number(phase.startMs());
      out.ascii(",\"duration_ms\":").number(phase.durationMs());
      out.ascii(",\"state\":").string(phase.state().wireName()).ascii("}");
    }
    out.ascii("],\"critical_path\":[");
    List<String> path = latency.criticalPath();
    for (int i = 0; i < path.size(); i++) {
      out.ascii(i == 0 ? "" : ",").string(path.get(i));
    }
    out.ascii("]}");
  }

  private static void optional(String field, @Nullable Long value, EventBuffer out) {
    if (value != null) {
      out.ascii(",\"").ascii(field).ascii("\":").number(value);
    }
  }
}
