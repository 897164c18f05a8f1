package dev.firstword.spring;

import dev.firstword.client.FirstwordClient;
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
 * What pages call: the relay, if {@code firstword.relay.enabled} is true, and the tokens, if {@code
 * firstword.tokens.enabled} is. Controllers of the application come first.
 */
@AutoConfiguration(after = FirstwordAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({DispatcherServlet.class, HttpServletRequest.class})
public class FirstwordPageAutoConfiguration {

  private static final int RELAY_ORDER = Ordered.LOWEST_PRECEDENCE - 10;

  /** Before the relay, in case its path contains that of the tokens. */
  private static final int TOKEN_ORDER = RELAY_ORDER - 1;

  @Bean
  @ConditionalOnMissingBean
  UserResolver firstwordUserResolver() {
    return UserResolver.principalName();
  }

  @Bean
  @ConditionalOnProperty(prefix = "firstword.relay", name = "enabled", havingValue = "true")
  SimpleUrlHandlerMapping firstwordRelayMapping(
      FirstwordProperties properties, UserResolver users, ObjectProvider<RelayTimer> timer) {
    boolean tls = "https".equals(properties.url().getScheme());
    HttpClient http =
        HttpClient.newBuilder()
            .version(tls ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
            .connectTimeout(properties.connectTimeout())
            .build();
    RelayHandler handler =
        new RelayHandler(
            properties,
            users,
            http,
            timer.getIfAvailable(() -> (route, status, head, total) -> {}));
    return new SimpleUrlHandlerMapping(
        Map.of(properties.relay().path() + "/**", handler), RELAY_ORDER);
  }

  @Bean
  @ConditionalOnProperty(prefix = "firstword.tokens", name = "enabled", havingValue = "true")
  SimpleUrlHandlerMapping firstwordTokenMapping(
      FirstwordProperties properties, UserResolver users, FirstwordClient client) {
    FirstwordProperties.Tokens limits = properties.tokens();
    return new SimpleUrlHandlerMapping(
        Map.of(limits.path(), new TokenHandler(limits, users, client)), TOKEN_ORDER);
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
