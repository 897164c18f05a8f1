package dev.firstword.routing;

import dev.firstword.protocol.TurnEvent.JudgedBy;
import dev.firstword.protocol.TurnEvent.ModelReason;
import dev.firstword.window.Distribution;
import org.jspecify.annotations.Nullable;

/**
 * A model that is asked, and what is expected of it by what was measured.
 *
 * @param withinBudget false when nothing fitted the wait that was asked for, and it is the fastest
 * @param judgedBy who said how complex the question is; absent where a model was pinned
 * @param firstTokenMs milliseconds from the call to its first token, for this prompt's length
 * @param tokensPerSecond its pace after that
 */
public record ChosenModel(
    String name,
    ModelReason reason,
    Complexity complexity,
    boolean withinBudget,
    @Nullable JudgedBy judgedBy,
    Distribution firstTokenMs,
    Distribution tokensPerSecond) {}
