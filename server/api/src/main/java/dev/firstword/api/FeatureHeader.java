package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.routing.CallFeatures;
import dev.firstword.core.routing.CallFeatures.Feature;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The header by which a client limits what is done for its call. It lists the features to use, of
 * those that the settings allow; {@code none} leaves a pure relay.
 */
final class FeatureHeader {

  static final String NAME = "firstword-features";

  private static final String NONE = "none";

  private FeatureHeader() {}

  /**
   * Returns the features of one call.
   *
   * @param allowed those that the settings allow
   * @throws ProblemException with status 400 if the header names another one
   */
  static CallFeatures read(RequestContext context, CallFeatures allowed) {
    String header = context.header(NAME);
    if (header == null) {
      return allowed;
    }
    Set<Feature> wanted = EnumSet.noneOf(Feature.class);
    for (String item : header.split(",", -1)) {
      String name = item.strip().toLowerCase(Locale.ROOT);
      if (!name.isEmpty() && !name.equals(NONE)) {
        wanted.add(feature(name));
      }
    }
    return allowed.without(EnumSet.complementOf(EnumSet.copyOf(wanted)));
  }

  private static Feature feature(String name) {
    return Arrays.stream(Feature.values())
        .filter(feature -> wireName(feature).equals(name))
        .findFirst()
        .orElseThrow(() ->
            new ProblemException(
                Problem.malformed(
                    "The header Firstword-Features lists features out of "
                        + Arrays.stream(Feature.values())
                            .map(FeatureHeader::wireName)
                            .collect(Collectors.joining(", "))
                        + "; or none.")));
  }

  private static String wireName(Feature feature) {
    return feature.name().toLowerCase(Locale.ROOT);
  }
}
