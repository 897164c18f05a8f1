package dev.firstword.spring;

import dev.firstword.client.FirstwordClient;
import dev.firstword.client.FirstwordException;
import java.util.Optional;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A health indicator, {@code firstword}: whether the server accepts turns. */
@AutoConfiguration(after = FirstwordAutoConfiguration.class)
public class FirstwordHealthAutoConfiguration {

  /** Returns why the server accepts no turns, or nothing if it does. */
  private static Optional<String> obstacle(FirstwordClient client) {
    try {
      return client.isReady() ? Optional.empty() : Optional.of("The server accepts no turns.");
    } catch (FirstwordException e) {
      return Optional.of(e.code() + ": " + e.getMessage());
    }
  }

  /** Spring Boot 3. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  static class Boot3 {

    @Bean
    org.springframework.boot.actuate.health.HealthIndicator firstwordHealthIndicator(
        FirstwordClient client) {
      return () ->
          obstacle(client)
              .map(reason ->
                  org.springframework.boot.actuate.health.Health.down()
                      .withDetail("reason", reason))
              .orElseGet(org.springframework.boot.actuate.health.Health::up)
              .build();
    }
  }

  /** Spring Boot 4, which moved the interface. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  static class Boot4 {

    @Bean
    org.springframework.boot.health.contributor.HealthIndicator firstwordHealthIndicator(
        FirstwordClient client) {
      return () ->
          obstacle(client)
              .map(reason ->
                  org.springframework.boot.health.contributor.Health.down()
                      .withDetail("reason", reason))
              .orElseGet(org.springframework.boot.health.contributor.Health::up)
              .build();
    }
  }
}
