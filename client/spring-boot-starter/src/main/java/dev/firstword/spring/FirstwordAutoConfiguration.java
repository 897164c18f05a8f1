package dev.firstword.spring;

import dev.firstword.client.FirstwordClient;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** A client with the settings {@code firstword.*}, unless the application has one of its own. */
@AutoConfiguration
@EnableConfigurationProperties(FirstwordProperties.class)
public class FirstwordAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  FirstwordClient firstwordClient(FirstwordProperties properties) {
    FirstwordClient.Builder builder =
        FirstwordClient.builder(properties.url())
            .connectTimeout(properties.connectTimeout())
            .responseTimeout(properties.responseTimeout())
            .idleTimeout(properties.idleTimeout())
            .requestTimeout(properties.requestTimeout());
    String key = properties.key();
    return (key == null || key.isBlank() ? builder : builder.key(key)).build();
  }
}
