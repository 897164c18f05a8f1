package dev.firstword.core.region;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The region in which a request must be answered.
 *
 * @param regions empty if any will do; more than one if its tenant and its profile contradict each
 *     other, and then nothing will do
 */
public record RequiredRegion(Set<String> regions) {

  public static final RequiredRegion ANY = new RequiredRegion(Set.of());

  public RequiredRegion {
    regions = Set.copyOf(regions);
  }

  /**
   * Returns whether something may be sent there.
   *
   * @param region null if it is not known where that is
   */
  public boolean allows(@Nullable String region) {
    return regions.isEmpty() || (region != null && regions.equals(Set.of(region)));
  }

  /** Returns the end of a sentence about something that is elsewhere. */
  public String phrase() {
    return regions.size() == 1
        ? "in the region \"" + regions.iterator().next() + "\", which is required here"
        : "in all of the regions that are required here: "
            + new TreeSet<>(regions).stream().collect(Collectors.joining(", "));
  }
}
