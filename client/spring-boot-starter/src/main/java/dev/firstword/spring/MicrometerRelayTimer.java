package dev.firstword.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;

/** The timers {@code firstword.relay.response} and {@code firstword.relay.duration}. */
final class MicrometerRelayTimer implements RelayTimer {

  /** Asked at each call, because the registry may be created after the relay. */
  private final ObjectProvider<MeterRegistry> registries;

  MicrometerRelayTimer(ObjectProvider<MeterRegistry> registries) {
    this.registries = registries;
  }

  @Override
  public void record(String route, int status, Duration toHead, Duration total) {
    MeterRegistry registry = registries.getIfUnique();
    if (registry != null) {
      Tags tags = Tags.of("route", route, "status", Integer.toString(status));
      registry.timer("firstword.relay.response", tags).record(toHead);
      registry.timer("firstword.relay.duration", tags).record(total);
    }
  }
}
