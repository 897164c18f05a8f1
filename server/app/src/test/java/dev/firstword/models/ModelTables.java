package dev.firstword.models;

import dev.firstword.core.model.KnownModel;
import dev.firstword.core.model.KnownModels;
import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.model.ModelCapabilities.Display;
import dev.firstword.core.model.ModelCapabilities.Thinking;
import dev.firstword.core.model.ModelCapabilities.ThinkingType;
import dev.firstword.core.provider.ModelApi;
import dev.firstword.core.provider.OptionPlan;
import dev.firstword.core.provider.ThinkingFields;
import dev.firstword.core.provider.UnsupportedOptions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The tables of models and options, in Markdown. */
final class ModelTables {

  private ModelTables() {}

  /** What each model can do. */
  static String models() {
    StringBuilder table =
        new StringBuilder(
            "| model | price in, out | thinks | efforts | sampling | forced tool | input, output"
                + " tokens | cached from | cached read | thoughts | last day |\n"
                + "|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (KnownModel model : KnownModels.all()) {
      ModelCapabilities can = model.capabilities();
      table.append(
          row(
              "`" + model.name() + "`",
              price(model.inputPrice()) + ", " + price(model.outputPrice()),
              thinking(can.thinking()),
              efforts(can.thinking()),
              sampling(can),
              forced(can),
              number(can.input().maxTokens()) + ", " + number(can.maxOutputTokens()),
              number(can.cache().minTokens()),
              Double.toString(can.cache().readFactor()),
              thoughts(can),
              lastDay(can)));
    }
    return table.toString();
  }

  private static String number(int value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String lastDay(ModelCapabilities can) {
    LocalDate last = can.lifecycle().retiresOn();
    return last == null ? "" : last.toString();
  }

  private static String thoughts(ModelCapabilities can) {
    if (can.thoughts().areBound()) {
      return "bound";
    }
    return can.thoughts().areKept() ? "kept" : "";
  }

  private static String price(double dollars) {
    return dollars == Math.rint(dollars) ? Long.toString(Math.round(dollars)) : "" + dollars;
  }

  private static String thinking(Thinking thinking) {
    Set<ThinkingType> types = thinking.types();
    if (types.isEmpty()) {
      return "no";
    }
    boolean canStop =
        types.contains(ThinkingType.DISABLED)
            || thinking.efforts().contains(ModelCapabilities.Effort.NONE);
    String usually = thinking.isDefault() ? "yes" : "on request";
    return canStop ? usually : "always";
  }

  private static String efforts(Thinking thinking) {
    return thinking.efforts().stream().map(ModelTables::name).collect(Collectors.joining(", "));
  }

  private static String sampling(ModelCapabilities can) {
    if (!can.hasSampling()) {
      return "no";
    }
    return can.thinking().types().contains(ThinkingType.EFFORT) ? "without thinking" : "yes";
  }

  private static String forced(ModelCapabilities can) {
    return switch (can.tools().forced()) {
      case ALWAYS -> "yes";
      case UNLESS_THINKING -> "without thinking";
      case NEVER -> "no";
    };
  }

  /** What each model is sent for each option; models that are sent the same share a column. */
  static String options() {
    Map<List<String>, List<PlannedCall>> groups = new LinkedHashMap<>();
    for (PlannedCall call : PlannedCall.all()) {
      List<String> cells = new ArrayList<>();
      for (AskedOption asked : AskedOption.values()) {
        cells.add(cell(call, asked));
      }
      groups.computeIfAbsent(cells, _ -> new ArrayList<>()).add(call);
    }
    StringBuilder text = new StringBuilder();
    groups.forEach((cells, calls) -> {
      text.append("**").append(names(calls)).append("**\n\n| asked | sent |\n|---|---|\n");
      Iterator<String> sent = cells.iterator();
      for (AskedOption asked : AskedOption.values()) {
        text.append(row(asked.title, sent.next()));
      }
      text.append('\n');
    });
    return text.toString().strip() + "\n";
  }

  private static String names(List<PlannedCall> calls) {
    Map<ModelApi, List<String>> byApi = new LinkedHashMap<>();
    calls.forEach(
        call -> byApi.computeIfAbsent(call.api(), _ -> new ArrayList<>()).add(call.model().name()));
    return byApi.entrySet().stream()
        .map(entry -> String.join(", ", entry.getValue()) + " (" + title(entry.getKey()) + ")")
        .collect(Collectors.joining("; "));
  }

  private static String title(ModelApi api) {
    return switch (api) {
      case MESSAGES -> "Messages";
      case CHAT_COMPLETIONS, OPENAI_CHAT_COMPLETIONS -> "chat completions";
      case RESPONSES -> "Responses";
    };
  }

  private static String cell(PlannedCall call, AskedOption asked) {
    OptionPlan plan = call.plan(asked, UnsupportedOptions.TRANSLATE);
    if (plan.refusal() != null) {
      return "refused: " + plan.refusal();
    }
    boolean isAboutThinking = asked.title.startsWith("`thinking");
    if (!isAboutThinking) {
      String sent =
          plan.options().equals(asked.options)
              ? "as asked"
              : "`max_tokens: " + plan.options().maxTokens() + "`";
      return plan.thinking().fields().display() == Display.UPDATES ? sent + ", with notes" : sent;
    }
    String sent = fields(call.request(plan, asked).thinking().fields());
    boolean isExact = call.plan(asked, UnsupportedOptions.REFUSE).refusal() == null;
    return isExact ? sent : "translated: " + sent;
  }

  private static String fields(ThinkingFields fields) {
    List<String> parts = new ArrayList<>();
    if (fields.type() != null && fields.type() != ThinkingType.EFFORT) {
      parts.add("type `" + name(fields.type()) + "`");
    }
    if (fields.effort() != null) {
      parts.add("effort `" + name(fields.effort()) + "`");
    }
    if (fields.budgetTokens() > 0) {
      parts.add(number(fields.budgetTokens()) + " tokens");
    }
    if (fields.display() != null) {
      parts.add("with a summary");
    }
    return parts.isEmpty() ? "nothing" : String.join(", ", parts);
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
