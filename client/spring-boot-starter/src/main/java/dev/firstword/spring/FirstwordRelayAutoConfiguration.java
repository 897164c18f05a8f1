package dev.firstword.spring;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.net.http.HttpClient;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * The relay, if {@code firstword.relay.enabled} is true. Controllers of the application come first.
 */
@AutoConfiguration(after = FirstwordAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({DispatcherServlet.class, HttpServletRequest.class})
@ConditionalOnProperty(prefix = "firstword.relay", name = "enabled", havingValue = "true")
public class FirstwordRelayAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  RelayUser firstwordRelayUser() {
    return RelayUser.principalName();
  }

  @Bean
  SimpleUrlHandlerMapping firstwordRelayMapping(
      FirstwordProperties properties, RelayUser user, ObjectProvider<RelayTimer> timer) {
    boolean tls = "https".equals(properties.url().getScheme());
    HttpClient http =
        HttpClient.newBuilder()
            .version(tls ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
            .connectTimeout(properties.connectTimeout())
            .build();
    RelayHandler handler =
        new RelayHandler(
            properties, user, http, timer.getIfAvailable(() -> (route, status, head, total) -> {}));
    return new SimpleUrlHandlerMapping(
        Map.of(properties.relay().path() + "/**", handler), Ordered.LOWEST_PRECEDENCE - 10);
  }

  /** Timers, if the application has Micrometer. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterRegistry.class)
  static class Metrics {

    @Bean
    RelayTimer firstwordRelayTimer(ObjectProvider<MeterRegistry> registry) {
      return new MicrometerRelayTimer(registry);
    }
  }
}
