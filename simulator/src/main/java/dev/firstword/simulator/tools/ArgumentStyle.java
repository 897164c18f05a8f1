package dev.firstword.simulator.tools;

import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How the arguments of tool calls are divided into pieces, and whether they are valid. */
public enum ArgumentStyle {
  BY_TOKEN,
  BY_CHARACTER,
  WHOLE,
  WITH_EMPTY_PIECES,
  INVALID_JSON;

  /** Returns the style that an oddity asks for. */
  public static ArgumentStyle of(Optional<Fault> oddity) {
    return oddity.map(Fault::kind).map(ArgumentStyle::of).orElse(BY_TOKEN);
  }

  private static ArgumentStyle of(FaultKind kind) {
    if (kind == FaultKind.ARGUMENTS_BY_CHARACTER) {
      return BY_CHARACTER;
    }
    if (kind == FaultKind.ARGUMENTS_WITH_EMPTY_PIECES) {
      return WITH_EMPTY_PIECES;
    }
    if (kind == FaultKind.ARGUMENTS_INVALID_JSON) {
      return INVALID_JSON;
    }
    return kind == FaultKind.ARGUMENTS_WHOLE
            || kind == FaultKind.ARGUMENTS_AS_OBJECT
            || kind == FaultKind.TOOL_INDEX_MISSING
        ? WHOLE
        : BY_TOKEN;
  }

  /** Returns a call with arguments of this style. */
  public ToolCall call(String name, String json) {
    return switch (this) {
      case BY_TOKEN -> new ToolCall(name, json, tokens(json));
      case BY_CHARACTER ->
          new ToolCall(name, json, json.codePoints().mapToObj(Character::toString).toList());
      case WHOLE -> new ToolCall(name, json, List.of(json));
      case WITH_EMPTY_PIECES -> new ToolCall(name, json, withEmptyPieces(tokens(json)));
      case INVALID_JSON -> {
        String invalid = json.substring(0, json.length() - 1) + ",";
        yield new ToolCall(name, invalid, tokens(invalid));
      }
    };
  }

  private static List<String> tokens(String json) {
    Answer text = Answer.of(json);
    return IntStream.range(0, text.tokenCount()).mapToObj(text::token).toList();
  }

  private static List<String> withEmptyPieces(List<String> pieces) {
    List<String> more = new ArrayList<>();
    more.add("");
    for (String piece : pieces) {
      more.add(piece);
      more.add("");
    }
    return more;
  }
}
