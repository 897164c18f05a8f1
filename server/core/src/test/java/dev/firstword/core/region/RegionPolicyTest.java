package dev.firstword.core.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class RegionPolicyTest {

  private final RegionPolicy policy =
      new RegionPolicy(Map.of("acme", "eu"), Map.of("support", "us", "legal", "eu"));

  @Test
  void requiresNothingOfOthers() {
    assertThat(policy.of("globex", "chat").allows("us")).isTrue();
    assertThat(policy.of("globex", "chat").allows(null)).isTrue();
  }

  @Test
  void requiresTheRegionOfTheTenantOrTheProfile() {
    for (RequiredRegion required :
        new RequiredRegion[] {
          policy.of("acme", "chat"),
          policy.of("acme", null),
          policy.of("globex", "legal"),
          policy.of("acme", "legal")
        }) {
      assertThat(required.allows("eu")).isTrue();
      assertThat(required.allows("us")).isFalse();
      assertThat(required.allows(null)).as("an unknown region").isFalse();
      assertThat(required.phrase()).isEqualTo("in the region \"eu\", which is required here");
    }
  }

  @Test
  void allowsNothingWhereTenantAndProfileContradictEachOther() {
    RequiredRegion required = policy.of("acme", "support");

    assertThat(required.allows("eu")).isFalse();
    assertThat(required.allows("us")).isFalse();
    assertThat(required.phrase()).endsWith("required here: eu, us");
  }
}
