package dev.firstword.simulator.response;

import dev.firstword.simulator.tools.ToolCall;
import java.util.NoSuchElementException;

/** Steps through what a model writes. Is over from the start if that is nothing. */
final class OutputPlayback {
  private static final int NOT_STARTED = -1;

  private final ModelOutput output;
  private int textTokens;
  private int call;
  private int piece = NOT_STARTED;

  OutputPlayback(ModelOutput output) {
    this.output = output;
  }

  boolean isOver() {
    return textTokens == output.text().tokenCount() && call == output.toolCalls().size();
  }

  /** Returns the tokens of the next step without taking it. There must be one. */
  int nextTokens() {
    return textTokens < output.text().tokenCount() ? 1 : next().tokens();
  }

  private OutputStep next() {
    if (isOver()) {
      throw new NoSuchElementException("the output is over");
    }
    if (textTokens < output.text().tokenCount()) {
      return new OutputStep.Text(output.text().token(textTokens));
    }
    ToolCall current = output.toolCalls().get(call);
    if (piece == NOT_STARTED) {
      return new OutputStep.CallStart(call, current);
    }
    return piece < current.pieces().size()
        ? new OutputStep.CallArguments(call, current, piece)
        : new OutputStep.CallEnd(call, current);
  }

  OutputStep take() {
    OutputStep step = next();
    switch (step) {
      case OutputStep.Text _ -> textTokens++;
      case OutputStep.CallStart _, OutputStep.CallArguments _ -> piece++;
      case OutputStep.CallEnd _ -> {
        call++;
        piece = NOT_STARTED;
      }
    }
    return step;
  }
}
