package dev.firstword.profile;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may answer a profile's turns.
 *
 * @param standIns the models that may be asked beside or in the place of the one that was chosen;
 *     absent: all, empty: none
 */
public record Choosing(@Nullable Set<String> standIns) {

  /** What a profile has that says nothing else. */
  public static final Choosing ANYBODY = new Choosing(null);

  public Choosing {
    standIns = standIns == null ? null : Set.copyOf(standIns);
  }

  public boolean mayStandIn(String model) {
    return standIns == null || standIns.contains(model);
  }
}
