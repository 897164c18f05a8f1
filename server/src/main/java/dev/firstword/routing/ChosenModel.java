package dev.firstword.routing;

import dev.firstword.protocol.TurnEvent.ModelReason;
import dev.firstword.window.Distribution;

/**
 * A model that is asked, and what is expected of it by what was measured.
 *
 * @param withinBudget false when nothing fitted the wait that was asked for, and it is the fastest
 * @param firstTokenMs milliseconds from the call to its first token, for this prompt's length
 * @param tokensPerSecond its pace after that
 */
public record ChosenModel(
    String name,
    ModelReason reason,
    Complexity complexity,
    boolean withinBudget,
    Distribution firstTokenMs,
    Distribution tokensPerSecond) {}
